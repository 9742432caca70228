import type { Html, HtmlValue, Reply, Request } from '../http/index.ts';
import type { Language } from '../messages/index.ts';
import type { DocumentPerson } from './model.ts';
import type { Signing, Signings } from './signing/index.ts';

/** A page of a signing, as its site draws it in its own frame. */
export interface SigningPage {
  readonly title: string;
  readonly main: HtmlValue;
  readonly scripts?: readonly string[];
  readonly refreshWithoutScriptSeconds?: number;
}

/** How the end of a signing is told. */
export interface SigningEndTexts {
  readonly title: string;
  readonly signed: string;
  readonly failed: string;
  readonly unchanged: string;
  readonly finishing: string;
}

export type SigningRequest = Pick<Request, 'language' | 'path' | 'csrf'> & { readonly query?: unknown };

/** Cards that sign: the agent, and who signs requests to it. */
export interface CardAsking {
  readonly agentOrigin: string;
  /** The issuer of requests: this site. */
  readonly origin: string;
  readonly sign: (typ: string, claims: Readonly<Record<string, unknown>>) => Promise<string>;
}

/** A site of ours at which documents of a kind are signed: all in which the steps of its signings differ. */
export interface SigningSite<Frame extends { readonly person: DocumentPerson }> {
  /** First word of the routes' ids. */
  readonly id: string;
  /** Where its signings lie, with the parameters of routes. */
  readonly pattern: string;
  /** The same with the parameters of a request. */
  pathOf(request: Pick<Request, 'params'>): string;
  readonly signings: Signings;
  /** Undefined = no card signs here. */
  readonly card: CardAsking | undefined;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** The site's name, as the window of the card shows it. */
  service(language: Language): string;
  /** Whether its pages call the card agent by themselves, where it answers. */
  readonly callsAgent: boolean;
  /** Runs `work` for whoever may sign here; everybody else is led to the sign-in and back to `returnTo`. */
  enter(request: Request, returnTo: string, work: (frame: Frame) => Promise<Reply> | Reply): Promise<Reply>;
  draw(request: SigningRequest, frame: Frame, page: SigningPage): Html;
  /** For what a form from elsewhere opens: nothing is known of the person. */
  drawUnknown(request: SigningRequest, page: SigningPage): Html;
  endTexts(language: Language): SigningEndTexts;
  errorText(code: string, language: Language): string;
  /** Where the person goes on after the end. */
  afterwards(
    request: Pick<Request, 'language' | 'params'>,
    signing: Signing,
  ): readonly { readonly href: string; readonly text: string }[];
}
