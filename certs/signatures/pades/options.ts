import type { DocMdp } from './pdf/permissions.ts';
import type { SeenRectangle } from './stamp/placement.ts';
import type { StampContent } from './stamp/stamp.ts';

/** What a PAdES signature may be asked to be besides what every signature is. */
export interface PadesOptions {
  /** Of an empty signature field to be filled, or the name of the new one; the next free `Signature1` otherwise. */
  readonly fieldName?: string;
  /** The signer's name for readers that show it before anything is verified. */
  readonly signerName?: string;
  readonly reason?: string;
  readonly place?: string;
  readonly stamp?: VisibleStamp;
  /** Makes it the certifying signature (ISO 32000-2 12.8.2.2), and says what stays permitted. */
  readonly permits?: DocMdp;
}

/** Ink on a page. What it says is the caller's, in whatever language. */
export interface VisibleStamp extends StampContent {
  /** From 1; the last page when left out. */
  readonly page?: number;
  /** A free place at the foot of the page when left out. */
  readonly rectangle?: SeenRectangle;
}
