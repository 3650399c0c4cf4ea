import { registerMessages, type Lang } from '#platform/i18n/index.ts';

// The tender is locked here, in the browser.
export const csr = true;

export const load = ({ data, params }) => {
	registerMessages(params.lang as Lang, data.messages);
	return data;
};
