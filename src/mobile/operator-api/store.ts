import { type Queryable, type Row, statement } from '../../db/index.ts';

const find = statement(
  'mobile_api.certificate',
  `select c.certificate from phone p join account a on a.id = p.account_id
     join certificate c on c.ca_id = p.signature_ca_id and c.serial = p.signature_serial
   where p.phone_number = $1 and a.personal_code = $2 and a.is_active and p.state in ('active', 'renewing')
     and c.status = 'good' order by p.created_at desc limit 1`,
);

/** DER of the newest good signature certificate at this number. */
export async function findSignatureCertificate(
  db: Queryable,
  phoneNumber: string,
  personalCode: string,
): Promise<Buffer | undefined> {
  const [row] = await db.query<Row & { readonly certificate: Buffer }>(find, [phoneNumber, personalCode]);
  return row?.certificate;
}
