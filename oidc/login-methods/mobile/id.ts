/** In addresses, records and the amr. */
export const id = 'mobile';
