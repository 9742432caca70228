export { assetUrl, serveAsset } from './assets.ts';
export { type BodyRead, readBody } from './body.ts';
export { type BrowserBinding, createBrowserBinding } from './browser-binding.ts';
export { isInRanges, parseRanges } from './client-address.ts';
export { clientCertificate } from './client-certificate.ts';
export {
  bar,
  type Column,
  cards,
  doneMark,
  exitButton,
  exitLink,
  exits,
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
export { csvField } from './csv.ts';
export { type ErrorRequest, errorDocument } from './error-page.ts';
export { createOpenPages, type OpenSite } from './open-site.ts';
export { type HttpErrorCode, RequestError } from './errors.ts';
export { errorSummary, type Field, field, form, notice, passwordField, submit } from './forms.ts';
export {
  createMutualTlsClient,
  type MutualTlsClient,
  type MutualTlsOutcome,
  type OwnIdentity,
} from './mutual-tls.ts';
export { escapeHtml, Html, type HtmlValue, html, trustedHtml } from './html.ts';
export { createOutboundFetch, type Fetch, OutboundRefused, OutboundTooLarge } from './outbound.ts';
export {
  type Brand,
  document,
  inReadersLanguage,
  type Link,
  type PageOptions,
  type PageRequest,
  textsFor,
} from './page.ts';
export { problem } from './problem.ts';
export { qrPicture } from './qr-picture.ts';
export {
  type Cookie,
  json,
  page,
  type Reply,
  type Request,
  type Route,
  type RouteDescription,
  redirect,
  route,
} from './route.ts';
export { languageOfCookies } from './read-request.ts';
export type { UploadedFile } from './multipart.ts';
export { type RunningServer, type ServerOptions, startServer } from './server.ts';
export { contentSecurityPolicy } from './security-headers.ts';
export { createSite, type Handler, type SiteOptions } from './site.ts';
