import { registerMessages, type Lang } from '#platform/i18n/index.ts';

// The key is made and used here, in the browser, and never sent.
export const csr = true;

export const load = ({ data, params }) => {
	registerMessages(params.lang as Lang, data.messages);
	return data;
};
