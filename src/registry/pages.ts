import {
  document,
  facts,
  type Html,
  html,
  linkButton,
  notice,
  type Request,
  textsFor,
} from '../http/index.ts';
import { formatNumber } from '../messages/index.ts';
import { registryMessages } from './messages.ts';

export interface RegisterAbout {
  readonly kind: 'population' | 'organisations';
  /** How many rows are invented. */
  readonly count: number;
  /** The identifier of one of them, to try. */
  readonly example: string | undefined;
  readonly paths: readonly string[];
}

type Shown = Pick<Request, 'language' | 'path'>;

/** Says to whoever opens it in a browser that nothing in it is real. */
export function registerPage(request: Shown, about: RegisterAbout): Html {
  const t = textsFor(registryMessages, request);
  return document(request, {
    title: t.titles[about.kind],
    site: t.site,
    layout: 'narrow',
    main: [
      notice('warning', html`<p>${t.what}</p>`),
      html`<p class="acar-lead">${t.how}</p>`,
      facts([
        { name: t.rows, value: formatNumber(about.count) },
        { name: t.example, value: about.example ?? '–' },
        { name: t.services, value: about.paths.map((path) => html`<code>GET ${path}</code> `) },
      ]),
    ],
  });
}

export function registerErrorPage(request: Shown): Html {
  const t = textsFor(registryMessages, request);
  return document(request, {
    title: t.failed,
    site: t.site,
    main: html`<p>${linkButton({ href: '/', text: t.back })}</p>`,
  });
}
