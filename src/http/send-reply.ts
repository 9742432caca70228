import { Readable } from 'node:stream';
import type Koa from 'koa';
import { sendEvents } from './event-stream.ts';
import type { Cookie, Reply } from './route.ts';
import { contentSecurityPolicy, emptyPolicy, sandboxPolicy } from './security-headers.ts';

/** Writes a feature's reply. An event stream goes on by itself; `onBroken` hears when its source breaks. */
export function sendReply(
  ctx: Koa.ParameterizedContext,
  reply: Reply,
  origin: string,
  onBroken: (error: unknown) => void,
): void {
  const isSecure = origin.startsWith('https:');
  if ('cookies' in reply) for (const cookie of reply.cookies ?? []) setCookie(ctx, cookie, isSecure);
  ctx.set('content-security-policy', emptyPolicy);
  switch (reply.kind) {
    case 'page':
      ctx.status = reply.status;
      ctx.set(
        'content-security-policy',
        contentSecurityPolicy(reply.formTargets ?? [], reply.connectTargets),
      );
      if (reply.tellsOrigin) ctx.set('referrer-policy', 'origin');
      ctx.type = 'html';
      ctx.body = reply.page.toString();
      return;
    case 'redirect':
      ctx.status = 303;
      ctx.set('location', locationOf(reply.to, origin));
      ctx.body = '';
      return;
    case 'json':
      ctx.status = reply.status;
      for (const [name, value] of Object.entries(reply.headers ?? {})) ctx.set(name, value);
      ctx.type = 'json';
      ctx.body = JSON.stringify(reply.body);
      return;
    case 'text':
      ctx.status = reply.status;
      for (const [name, value] of Object.entries(reply.headers ?? {})) ctx.set(name, value);
      ctx.type = reply.type;
      ctx.body = reply.body;
      return;
    case 'file':
      ctx.status = reply.status;
      ctx.set('content-disposition', `attachment; filename="${reply.name.replace(/[^\w.-]/g, '_')}"`);
      ctx.body = Buffer.from(reply.body);
      ctx.type = reply.type;
      return;
    case 'content':
      ctx.status = reply.status;
      ctx.set('content-disposition', dispositionOf(reply));
      if (reply.disposition === 'inline') ctx.set('content-security-policy', sandboxPolicy);
      ctx.body = Readable.from(reply.body, { objectMode: false });
      ctx.type = reply.type;
      if (reply.size !== undefined) ctx.length = reply.size;
      return;
    case 'events':
      ctx.respond = false;
      sendEvents(ctx.res, reply.source).catch(onBroken);
      return;
    case 'nothing':
      ctx.status = reply.status;
  }
}

/** RFC 6266 with the name in UTF-8 (RFC 8187), and one of plain letters for who does not read that. */
function dispositionOf({ disposition, name }: { disposition: string; name: string }): string {
  const encoded = encodeURIComponent(name.toWellFormed()).replace(
    /['()*]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16)}`,
  );
  return `${disposition}; filename="${name.replace(/[^\w.-]/g, '_')}"; filename*=UTF-8''${encoded}`;
}

/**
 * Where a redirect leads. What is written like a path stays at this origin: browsers read `//host` and `/\\host` as
 * another host, so such a path (it may come from a request) is a defect of the feature, not a place.
 */
function locationOf(to: string, origin: string): string {
  const url = new URL(to, origin);
  if (/^[a-z][a-z0-9+.-]*:/i.test(to)) return /^[!-~]+$/.test(to) ? to : url.href;
  if (url.origin !== origin) throw new RangeError('a redirect by a path would leave the origin');
  // `/..//host` becomes `//host` only when it is resolved.
  return url.pathname.startsWith('//') ? url.href : url.pathname + url.search + url.hash;
}

/** Never readable by scripts, and sent with top-level navigations only (SameSite=Lax). */
export function setCookie(ctx: Koa.ParameterizedContext, cookie: Cookie, isSecure: boolean): void {
  ctx.cookies.set(cookie.name, cookie.value ?? null, {
    httpOnly: true,
    sameSite: 'lax',
    secure: isSecure,
    path: '/',
    overwrite: true,
    ...(cookie.maxAgeSeconds === undefined ? {} : { maxAge: cookie.maxAgeSeconds * 1000 }),
  });
}
