import type { NewFile } from './new-file.ts';
import { plainMetadata } from './new-file.ts';
import { dictionary } from '../pdf/objects.ts';
import { dateString, textString } from '../pdf/text.ts';
import type { ComposedText } from './model.ts';

const producer = 'Açar';

/** The same in both places, as ISO 19005-2 6.6.3 has it. The numbers of the two objects. */
export function writeMetadata(
  file: NewFile,
  { title, author, language, createdAt }: ComposedText,
): { readonly info: number; readonly metadata: number } {
  const info = file.add(
    dictionary({
      Title: textString(title),
      Author: textString(author),
      Producer: textString(producer),
      CreationDate: dateString(createdAt),
      ModDate: dateString(createdAt),
    }),
  );
  const at = `${new Date(createdAt).toISOString().slice(0, 19)}Z`;
  const xml = `<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about=""
 xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:xmp="http://ns.adobe.com/xap/1.0/"
 xmlns:pdf="http://ns.adobe.com/pdf/1.3/" xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/">
<dc:format>application/pdf</dc:format>
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">${escaped(title)}</rdf:li></rdf:Alt></dc:title>
<dc:creator><rdf:Seq><rdf:li>${escaped(author)}</rdf:li></rdf:Seq></dc:creator>
<dc:language><rdf:Bag><rdf:li>${escaped(language)}</rdf:li></rdf:Bag></dc:language>
<xmp:CreateDate>${at}</xmp:CreateDate><xmp:ModifyDate>${at}</xmp:ModifyDate>
<pdf:Producer>${producer}</pdf:Producer>
<pdfaid:part>2</pdfaid:part><pdfaid:conformance>A</pdfaid:conformance>
</rdf:Description></rdf:RDF></x:xmpmeta>
<?xpacket end="w"?>`;
  return { info, metadata: file.add(plainMetadata(xml)) };
}

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
