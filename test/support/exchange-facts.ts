/** What the record of a request between agencies tells, where a test looks at something else. */
export const exchangeFacts = {
  exchange: 'x',
  consumer: 'VATAZ-1400000002',
  service: 'persons',
  purpose: 'residence',
  basis: 'law',
  reference: 'law-1',
} as const;
