import type { ExpandedName } from '../xml/index.ts';

/** Namespaces and names of XML signatures (RFC 3275), XAdES (ETSI EN 319 132-1) and ASiC (ETSI EN 319 162-1). */

export const dsNamespace = 'http://www.w3.org/2000/09/xmldsig#';
export const xadesNamespace = 'http://uri.etsi.org/01903/v1.3.2#';
export const xades141Namespace = 'http://uri.etsi.org/01903/v1.4.1#';
export const asicNamespace = 'http://uri.etsi.org/02918/v1.2.1#';

export const ds = (local: string): ExpandedName => ({ namespace: dsNamespace, local });
export const xades = (local: string): ExpandedName => ({ namespace: xadesNamespace, local });
export const xades141 = (local: string): ExpandedName => ({ namespace: xades141Namespace, local });

export const signatureName = ds('Signature');
export const wrapperName: ExpandedName = { namespace: asicNamespace, local: 'XAdESSignatures' };

/** Types of references. */
export const signedPropertiesType = 'http://uri.etsi.org/01903#SignedProperties';
export const counterSignedType = 'http://uri.etsi.org/01903#CountersignedSignature';

export const envelopedUri = 'http://www.w3.org/2000/09/xmldsig#enveloped-signature';
export const xpathUri = 'http://www.w3.org/TR/1999/REC-xpath-19991116';
export const filterUri = 'http://www.w3.org/2002/06/xmldsig-filter2';
export const base64Uri = 'http://www.w3.org/2000/09/xmldsig#base64';
