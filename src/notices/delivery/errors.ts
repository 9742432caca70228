/** What a clerk typed and we cannot take. */
export type DeliveryErrorCode =
  | 'delivery.mobile'
  | 'delivery.email'
  | 'delivery.contact_missing'
  | 'delivery.note_missing'
  | 'delivery.note_long';
