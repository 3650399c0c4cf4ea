// Pages are plain HTML; a page that needs client code says so itself.
export const csr = false;
