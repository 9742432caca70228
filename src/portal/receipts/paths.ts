/** Where a person has a record of theirs, and the receipt for it. */
export const recordPath = (id: string) => `/me/history/${id}/record`;
export const receiptPath = (id: string) => `/me/history/${id}/receipt`;
