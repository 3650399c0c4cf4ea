import { registerMessages, type Lang } from '#platform/i18n/index.ts';

// The form saves itself while one writes; without script the button does.
export const csr = true;

export const load = ({ data, params }) => {
	registerMessages(params.lang as Lang, data.messages);
	return data;
};
