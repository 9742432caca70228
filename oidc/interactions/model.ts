import type { IncomingMessage, ServerResponse } from 'node:http';
import type { OpenInteraction } from '../provider/index.ts';
import type { LoginFlow } from './login-flow.ts';
import type { InteractionView } from './view.ts';

/** One request of a browser to a login page. */
export interface FlowRequest {
  readonly req: IncomingMessage;
  readonly res: ServerResponse;
  readonly uid: string;
  readonly browser: string;
  readonly address: string;
  readonly userAgent: string;
  /** The page's language; the argument is the relying party's `ui_locales`. */
  readonly language: (uiLocales: string | undefined) => string;
}

export type FlowReply =
  | { readonly kind: 'show'; readonly view: InteractionView; readonly language: string }
  | { readonly kind: 'go'; readonly to: string };

/** A login that goes on: the relying party waits, and the page is not over. */
export interface Live {
  readonly kind: 'live';
  readonly interaction: OpenInteraction;
  readonly flow: LoginFlow;
}
