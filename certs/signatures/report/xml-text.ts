/** XML that was written here, and is not escaped again. */
export type Xml = { readonly xml: string };

type Content = Xml | string | undefined | readonly Content[];

/** An element; text in it is escaped, and what XML 1.0 cannot hold is replaced. */
export function element(
  name: string,
  content?: Content,
  attributes: Readonly<Record<string, string | undefined>> = {},
): Xml {
  const written = Object.entries(attributes)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => ` ${key}="${escape(value ?? '')}"`)
    .join('');
  const inner = write(content);
  return { xml: inner === '' ? `<${name}${written}/>` : `<${name}${written}>${inner}</${name}>` };
}

function write(content: Content): string {
  if (content === undefined) return '';
  if (typeof content === 'string') return escape(content);
  if (isList(content)) return content.map(write).join('');
  return content.xml;
}

function isList(content: Exclude<Content, string | undefined>): content is readonly Content[] {
  return Array.isArray(content);
}

const signs: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  '\r': '&#xD;',
  '\n': '&#xA;',
  '\t': '&#x9;',
};

function escape(text: string): string {
  return text
    .toWellFormed()
    .replace(/[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, '\uFFFD')
    .replace(/[&<>"\r\n\t]/g, (sign) => signs[sign] ?? sign);
}
