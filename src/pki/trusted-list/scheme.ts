import { z } from 'zod';
import type { ListAddress, Words } from '../../../certs/signatures/trust/index.ts';
import { parseYaml } from '../authority/index.ts';

const longest = 2_000;
const line = z.string().min(1).max(longest);
/** A text in several languages; English is one of them (TS 119 612 5.1.4). */
const words = z.strictObject({ az: line.optional(), en: line, ru: line.optional() });
const https = z.url({ protocol: /^https?$/ });

const schemeSchema = z.strictObject({
  operator: words,
  address: z.strictObject({
    street: line,
    locality: line,
    postalCode: line,
    country: z.string().regex(/^[A-Z]{2}$/),
  }),
  /** Where people write to (5.3.5.2): a mail address is one of them. */
  electronic: z
    .array(z.url({ protocol: /^(mailto|https?)$/ }))
    .min(1)
    .max(10),
  scheme: words,
  informationUri: https,
  notice: words,
});

/** What a list says of the scheme and its operator (TS 119 612 5.3.4 to 5.3.11). */
export interface ListScheme {
  readonly operatorName: Words;
  readonly address: ListAddress;
  /** Two letters. */
  readonly territory: string;
  readonly schemeName: Words;
  readonly informationUri: string;
  readonly legalNotice: Words;
}

/** From YAML; undefined members are left out. @throws AuthorityError `ceremony.plan_invalid` with every problem */
export function readListScheme(yaml: string): ListScheme {
  const { operator, address, electronic, scheme, informationUri, notice } = parseYaml(yaml, schemeSchema);
  const { country } = address;
  const schemeName = wordsOf(scheme, (text) =>
    text.startsWith(`${country}:`) ? text : `${country}:${text}`,
  );
  return {
    operatorName: wordsOf(operator),
    address: { ...address, electronic },
    territory: country,
    // 5.3.6: the territory stands before the name.
    schemeName,
    informationUri,
    legalNotice: wordsOf(notice),
  };
}

function wordsOf({ az, en, ru }: z.output<typeof words>, change = (text: string) => text): Words {
  return {
    ...(az === undefined ? {} : { az: change(az) }),
    en: change(en),
    ...(ru === undefined ? {} : { ru: change(ru) }),
  };
}
