import { oidOf, oids, someOf } from '../../asn1/index.ts';
import { type FrameRule, readOnce, statementOf } from '../certificate-draft.ts';

const types = { esign: oids.qcTypeEsign, eseal: oids.qcTypeEseal } as const;

const readTypes = readOnce((information) => someOf(information).map(oidOf).join());

export const qualifiedType: FrameRule = {
  id: 'etsi.qualified_type',
  clause: 'EN 319 412-5 4.2.3',
  severity: 'error',
  judges: 'frame',
  check(draft) {
    const information = statementOf(draft, oids.qcType)?.information;
    const found = information ? readTypes(information) : '';
    const { qualified } = draft.profile;
    return found === (qualified ? types[qualified.type] : '')
      ? undefined
      : 'QcType is not the one type of the profile';
  },
};
