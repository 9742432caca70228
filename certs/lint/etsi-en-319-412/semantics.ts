import { fieldsOf, oidOf, oids, tags } from '../../asn1/index.ts';
import { type FrameRule, readOnce, statementOf } from '../certificate-draft.ts';

const identifiers = { natural: oids.naturalPersonSemantics, legal: oids.legalPersonSemantics } as const;

const readIdentifier = readOnce((information) => oidOf(fieldsOf(information).next(tags.oid)));

export const semantics: FrameRule = {
  id: 'etsi.semantics',
  clause: 'EN 319 412-1 5.1.2',
  severity: 'error',
  judges: 'frame',
  check(draft) {
    const information = statementOf(draft, oids.qcSyntaxV2)?.information;
    const found = information ? readIdentifier(information) : undefined;
    const expected = draft.profile.semantics === null ? undefined : identifiers[draft.profile.semantics];
    return found === expected ? undefined : 'the semantics of the identifiers are not those of the profile';
  },
};
