/** The file of a form's field, or undefined: browsers send an empty one where nothing was chosen. */
export function uploadedFile(form: FormData, name: string): File | undefined {
	const value = form.get(name);
	return value instanceof File && (value.size > 0 || value.name !== '') ? value : undefined;
}
