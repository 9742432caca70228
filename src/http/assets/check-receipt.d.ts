/** What the page's script offers to tests. */
export function checkReceipt(
  receiptText: string,
  recordText: string,
  keyText: string,
): Promise<
  | {
      readonly kind: 'valid';
      readonly index: number;
      readonly size: number;
      readonly time: number | undefined;
      readonly cosigners: readonly string[];
    }
  | {
      readonly kind: 'malformed' | 'other_log' | 'not_signed' | 'not_included' | 'unsupported';
    }
>;
