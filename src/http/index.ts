export { assetUrl, serveAsset } from './assets.ts';
export { type BrowserBinding, createBrowserBinding } from './browser-binding.ts';
export { isInRanges, parseRanges } from './client-address.ts';
export {
  bar,
  type Column,
  cards,
  facts,
  linkButton,
  pagination,
  standaloneLink,
  steps,
  table,
  tag,
  type TimeLimit,
  type TimeLimitTexts,
  timeLimitNotice,
} from './components.ts';
export { type ErrorRequest, errorDocument } from './error-page.ts';
export { type HttpErrorCode, RequestError } from './errors.ts';
export { errorSummary, type Field, field, form, notice, passwordField, submit } from './forms.ts';
export { escapeHtml, Html, type HtmlValue, html, trustedHtml } from './html.ts';
export { createOutboundFetch, type Fetch, OutboundRefused, OutboundTooLarge } from './outbound.ts';
export { document, type Link, type PageOptions, type PageRequest, textsFor } from './page.ts';
export { type Cookie, json, page, type Reply, type Request, type Route, redirect, route } from './route.ts';
export { languageOfCookies } from './read-request.ts';
export { type RunningServer, type ServerOptions, startServer } from './server.ts';
export { contentSecurityPolicy } from './security-headers.ts';
export { createSite, type Handler, type SiteOptions } from './site.ts';
