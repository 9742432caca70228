import { createOpenPages } from '../../http/index.ts';
import { pages as texts } from '../messages/pages.ts';

/** What is the same on every page of the verification. */
export const { document: verificationDocument, errorPage: createVerificationErrorPage } = createOpenPages(
  (language) => {
    const t = texts[language];
    return { site: t.site, parts: [{ href: '/', text: t.verify }] };
  },
);
