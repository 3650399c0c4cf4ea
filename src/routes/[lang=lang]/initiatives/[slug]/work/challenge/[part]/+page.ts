// The draft saves itself while one writes; without scripts the button does it.
export const csr = true;
