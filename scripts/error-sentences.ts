export interface ErrorSentence {
  /** What an HTTP answer carries; absent where the code never is an answer of its own. */
  readonly status?: number;
  readonly kind: 'user' | 'retry' | 'fatal';
  readonly sentence: string;
}

/** One entry for each error code of the tree; a missing or a stale one fails `npm run check`. */
export const errorSentences: Readonly<Record<string, ErrorSentence>> = {
  'agent.busy': { kind: 'retry', status: 409, sentence: 'The card agent serves another sign-in.' },
  'agent.form': {
    kind: 'user',
    status: 400,
    sentence: 'A field of the form is missing, doubled, unknown or too long.',
  },
  'agent.host': {
    kind: 'user',
    status: 421,
    sentence: "The Host header is not the agent's own: DNS rebinding.",
  },
  'agent.internal': { kind: 'fatal', status: 500, sentence: 'The card agent failed.' },
  'agent.issuer_mismatch': {
    kind: 'user',
    status: 403,
    sentence: 'Another issuer than the page that hands it over signed the request.',
  },
  'agent.keys_unavailable': {
    kind: 'retry',
    status: 502,
    sentence: "The issuer's keys could not be fetched, so the request could not be checked.",
  },
  'agent.media_type': {
    kind: 'user',
    status: 415,
    sentence: 'What was posted to the card agent is no form.',
  },
  'agent.method': {
    kind: 'user',
    status: 405,
    sentence: 'The address of the card agent takes another method.',
  },
  'agent.not_found': { kind: 'user', status: 404, sentence: 'The card agent has no such address.' },
  'agent.origin_missing': {
    kind: 'user',
    status: 403,
    sentence: 'The Origin header is absent or null, so nobody knows which page asks.',
  },
  'agent.origin_unknown': {
    kind: 'user',
    status: 403,
    sentence: 'The page that asks belongs to no issuer of the configuration.',
  },
  'agent.page_over': {
    kind: 'user',
    status: 410,
    sentence: "The agent's page was answered already, or its time is over.",
  },
  'agent.request_expired': {
    kind: 'retry',
    status: 403,
    sentence: 'The request is not valid now; a clock may be wrong.',
  },
  'agent.request_malformed': {
    kind: 'user',
    status: 400,
    sentence: 'The request is no JWS of the agreed form, or its claims are not.',
  },
  'agent.request_repeated': { kind: 'user', status: 409, sentence: 'The request was served already.' },
  'agent.return_to': {
    kind: 'user',
    status: 403,
    sentence: 'The return address lies at another origin than the issuer.',
  },
  'agent.signature': {
    kind: 'user',
    status: 403,
    sentence: 'No key of the issuer made the signature of the request.',
  },
  'agent.too_large': { kind: 'user', status: 413, sentence: 'The form is larger than 16 KiB.' },
  'agent.too_many': {
    kind: 'retry',
    status: 429,
    sentence: 'One issuer sends more requests than a person can make.',
  },
  'asn1.bit_string': { kind: 'user', sentence: 'A BIT STRING breaks the rules of DER.' },
  'asn1.boolean': { kind: 'user', sentence: 'A BOOLEAN is neither 00 nor FF.' },
  'asn1.high_tag': {
    kind: 'user',
    sentence: 'A tag takes more than one octet, which no structure here uses.',
  },
  'asn1.integer': { kind: 'user', sentence: 'An INTEGER is empty, not minimal, or too large for its field.' },
  'asn1.length_form': { kind: 'user', sentence: 'A length is indefinite, not minimal, or oversized.' },
  'asn1.null': { kind: 'user', sentence: 'A NULL has content.' },
  'asn1.object_identifier': { kind: 'user', sentence: 'An OBJECT IDENTIFIER is empty, cut or not minimal.' },
  'asn1.string': { kind: 'user', sentence: 'A string holds what its type does not allow.' },
  'asn1.structure': {
    kind: 'user',
    sentence: 'A structure misses a field, has one too many, or a field has the wrong type.',
  },
  'asn1.time': { kind: 'user', sentence: 'A time does not have the form of RFC 5280 or does not exist.' },
  'asn1.too_deep': { kind: 'user', sentence: 'The values are nested too deep.' },
  'asn1.too_large': { kind: 'user', sentence: 'The bytes are more than the limit.' },
  'asn1.too_many_values': { kind: 'user', sentence: 'The values are more than the limit.' },
  'asn1.trailing_data': { kind: 'user', sentence: 'Bytes follow the value.' },
  'asn1.truncated': { kind: 'user', sentence: 'The bytes end before the value does.' },
  'asn1.unexpected_tag': { kind: 'user', sentence: 'A value has another type than the structure asks for.' },
  'ca.host_name': {
    kind: 'user',
    sentence: 'The host names of a certificate are missing, doubled or malformed.',
  },
  'ca.key_not_allowed': {
    kind: 'user',
    sentence: 'The kind of certificate does not take such a public key.',
  },
  'ca.key_weak': {
    kind: 'user',
    sentence: 'The public key is weak: too short, or its form tells how to break it.',
  },
  'ca.partition': { kind: 'fatal', sentence: 'The issuer has no revocation list of that number.' },
  'ca.proof_of_possession': {
    kind: 'user',
    sentence: 'A certificate request is not signed with the private key that belongs to its public key.',
  },
  'ca.request_content': {
    kind: 'user',
    sentence: 'A certificate request asks for something that this service does not know.',
  },
  'ca.request_malformed': { kind: 'user', sentence: 'The bytes are no PKCS#10 request.' },
  'ca.serial': { kind: 'fatal', sentence: 'A serial number is too short, too long or not positive.' },
  'ca.signature_wrong': {
    kind: 'fatal',
    sentence: 'A key answered with a signature that its public key does not verify; nothing was issued.',
  },
  'ca.subject_field': {
    kind: 'user',
    sentence:
      'A field of the holder of a certificate is empty, too long or has characters that it may not have.',
  },
  'ca.subject_kind': { kind: 'user', sentence: 'The kind of certificate is not for this kind of holder.' },
  'ca.validity': {
    kind: 'user',
    sentence: 'The validity asked for is empty, too long or not inside the one of the issuer.',
  },
  'card_proof.account_blocked': {
    kind: 'user',
    sentence: 'The account of the holder of the card is blocked.',
  },
  'card_proof.no_answer': {
    kind: 'user',
    sentence: 'The form of a card sign-in holds neither a token nor a report.',
  },
  'card_proof.no_person': {
    kind: 'user',
    sentence: 'The certificate names no natural person with a FIN and two names.',
  },
  'card_proof.nonce_used': { kind: 'user', sentence: 'The nonce of a card sign-in was used before.' },
  'card_proof.request_expired': {
    kind: 'user',
    sentence: 'The nonce of a card sign-in was given out more than five minutes ago.',
  },
  'card_proof.status_unavailable': {
    kind: 'retry',
    sentence: 'No OCSP answer about the certificate of a card could be had; the sign-in was refused.',
  },
  'card.busy': { kind: 'retry', sentence: 'Another program keeps the card.' },
  'card.cancelled': {
    kind: 'user',
    sentence: 'The person said no, at the window, at the reader or on the page.',
  },
  'card.failed': { kind: 'retry', sentence: 'The card or its reader did not do what it should.' },
  'card.malformed': { kind: 'fatal', sentence: 'The card answers something that cannot be understood.' },
  'card.no_card': { kind: 'user', sentence: 'No card was put into a reader in time.' },
  'card.no_certificate': {
    kind: 'user',
    sentence: 'The card has no key, or no certificate, for the purpose.',
  },
  'card.no_pcsc': { kind: 'user', sentence: 'The PC/SC service of the operating system does not run.' },
  'card.no_reader': { kind: 'user', sentence: 'No card reader is connected.' },
  'card.no_window': { kind: 'user', sentence: 'No program could show the PIN window.' },
  'card.pin_blocked': { kind: 'user', sentence: 'The PIN has no tries left; the PUK gives new ones.' },
  'card.pin_length': { kind: 'user', sentence: "The PIN breaks the card's rules; no try was lost." },
  'card.pin_needed': { kind: 'user', sentence: 'The card wants its PIN first.' },
  'card.pin_wrong': {
    kind: 'user',
    sentence: 'The PIN was wrong, and the person did not want to use the last try.',
  },
  'card.refused': { kind: 'fatal', sentence: 'The card refuses for a reason that a person cannot mend.' },
  'card.removed': { kind: 'retry', sentence: 'The card was taken out or exchanged meanwhile.' },
  'case.accused_missing': { kind: 'user', status: 422, sentence: 'A criminal case has no accused.' },
  'case.claimant_missing': { kind: 'user', status: 422, sentence: 'The case has no claimant.' },
  'case.closed': { kind: 'user', status: 422, sentence: 'The case is closed, so nobody joins or leaves it.' },
  'case.hearing_planned': {
    kind: 'user',
    status: 422,
    sentence:
      'Participants were told of a hearing that is to come: it is withdrawn by a notice, or held, before the case is closed.',
  },
  'case.hearing_untold': {
    kind: 'user',
    status: 422,
    sentence:
      'A hearing was given up or postponed, and not all participants were told: they are before the case is closed.',
  },
  'case.code_twice': { kind: 'user', status: 422, sentence: 'A code stands twice in the same role.' },
  'case.defendant_missing': { kind: 'user', status: 422, sentence: 'The case has no defendant.' },
  'case.email_malformed': {
    kind: 'user',
    status: 422,
    sentence: 'The e-mail address of a participant has no such form.',
  },
  'case.fin_malformed': {
    kind: 'user',
    status: 422,
    sentence: 'The personal code (FIN) of a participant has no such form.',
  },
  'case.kind_unknown': { kind: 'user', status: 422, sentence: 'There is no such kind of case.' },
  'case.language_unknown': { kind: 'user', status: 422, sentence: 'There is no such language of notices.' },
  'case.mobile_malformed': {
    kind: 'user',
    status: 422,
    sentence: 'The mobile number of a participant has no such form.',
  },
  'case.name_malformed': {
    kind: 'user',
    status: 422,
    sentence: 'The name of a participant has no letters or is too long.',
  },
  'case.name_missing': { kind: 'user', status: 422, sentence: 'A participant has no name.' },
  'case.participant_kind_unknown': {
    kind: 'user',
    status: 422,
    sentence: 'A participant is neither a person nor an organisation.',
  },
  'case.participants_missing': { kind: 'user', status: 422, sentence: 'The case has no participants.' },
  'case.participants_too_many': {
    kind: 'user',
    status: 422,
    sentence: 'The case has more than 20 participants.',
  },
  'case.judge_awaited': { kind: 'user', status: 422, sentence: 'The case waits for its judge.' },
  'case.reason_missing': { kind: 'user', status: 422, sentence: 'The reason is missing.' },
  'case.sign_hidden': {
    kind: 'user',
    status: 422,
    sentence: 'An invisible sign, or one of no meaning, stands in a name or in what the case is about.',
  },
  'case.sign_unprintable': {
    kind: 'user',
    status: 422,
    sentence: 'A sign that no notice can be printed with stands in a name or in what the case is about.',
  },
  'case.role_unknown': { kind: 'user', status: 422, sentence: 'There is no such role in a case.' },
  'case.subject_malformed': {
    kind: 'user',
    status: 422,
    sentence: 'What the case is about is too long or holds control characters.',
  },
  'case.subject_missing': { kind: 'user', status: 422, sentence: 'What the case is about is missing.' },
  'case.voen_malformed': {
    kind: 'user',
    status: 422,
    sentence: 'The tax number (VÖEN) of a participant has no such form.',
  },
  'case_import.cell_count': {
    kind: 'user',
    status: 422,
    sentence: 'A row has more cells than the file has columns.',
  },
  'case_import.column_missing': {
    kind: 'user',
    status: 422,
    sentence: 'A column that every file of cases has is missing.',
  },
  'case_import.column_twice': {
    kind: 'user',
    status: 422,
    sentence: 'A column stands twice in the first line.',
  },
  'case_import.column_unknown': {
    kind: 'user',
    status: 422,
    sentence: 'A file of cases has no such column.',
  },
  'case_import.element_malformed': {
    kind: 'user',
    status: 422,
    sentence: 'An object of a JSON file of cases is malformed, or has fields that nobody knows.',
  },
  'case_import.empty': { kind: 'user', status: 422, sentence: 'The file holds no case.' },
  'case_import.json_malformed': {
    kind: 'user',
    status: 422,
    sentence: 'Something else than objects stands in a JSON file of cases, or the last object has no end.',
  },
  'case_import.key_malformed': {
    kind: 'user',
    status: 422,
    sentence: 'The key of a row is not one line of at most 100 characters.',
  },
  'case_import.no_file': { kind: 'user', status: 422, sentence: 'No file was chosen.' },
  'case_import.not_utf8': {
    kind: 'user',
    status: 422,
    sentence: 'The file of cases is not UTF-8, or holds U+0000.',
  },
  'case_import.quote_malformed': {
    kind: 'user',
    status: 422,
    sentence: 'A quotation mark of a CSV is in the wrong place (RFC 4180).',
  },
  'case_import.row_too_long': {
    kind: 'user',
    status: 422,
    sentence: 'A row has more than 32,768 characters; perhaps a quotation mark is not closed.',
  },
  'case_import.too_many_held': {
    kind: 'user',
    status: 422,
    sentence: 'Twenty files of the court wait for a choice of its clerks.',
  },
  'case_import.too_many_rows': { kind: 'user', status: 422, sentence: 'The file has more than 10,000 rows.' },
  'court.code_fixed': {
    kind: 'user',
    sentence:
      'The court is entered with another code, which stands in the numbers of its cases and never changes.',
  },
  'court.form': {
    kind: 'user',
    sentence: 'The entry about a court is malformed; the message names the field.',
  },
  'court.sign': {
    kind: 'user',
    sentence:
      'A name or an address has a sign that is invisible, or that no notice can be printed with; the message names field and sign.',
  },
  'court.room_there': { kind: 'user', sentence: 'The court has a room of that name.' },
  'court.staff_there': { kind: 'user', sentence: 'The person has that office at the court already.' },
  'court.staff_unknown': { kind: 'user', sentence: 'The person does not have that office at the court.' },
  'court.unknown': { kind: 'user', sentence: 'There is no court of that name.' },
  'delivery.contact_missing': {
    kind: 'user',
    sentence: 'Neither a mobile number nor an e-mail address was given.',
  },
  'delivery.email': { kind: 'user', sentence: 'The e-mail address has not the form of one.' },
  'delivery.mobile': { kind: 'user', sentence: 'The mobile number has not the form of one.' },
  'delivery.note_long': { kind: 'user', sentence: 'The note about a delivery on paper is too long.' },
  'delivery.note_missing': {
    kind: 'user',
    sentence: 'How the notice was delivered on paper was not said.',
  },
  'document.being_signed': { kind: 'retry', sentence: 'Somebody else is signing the document now.' },
  'document.certificate_expired': { kind: 'user', sentence: 'The certificate has expired.' },
  'document.certificate_person': {
    kind: 'user',
    sentence: 'The certificate is not that of the person who is signed in.',
  },
  'document.certificate_purpose': {
    kind: 'user',
    sentence: 'The certificate is not for signatures of documents.',
  },
  'document.certificate_unreadable': {
    kind: 'user',
    sentence: 'The certificate cannot be read, or its key does not sign by an algorithm of ours.',
  },
  'document.certificate_untrusted': {
    kind: 'user',
    sentence: 'The certificate has no path to an authority that is trusted.',
  },
  'document.changed': {
    kind: 'retry',
    sentence: 'The document changed between the two halves of the signing.',
  },
  'document.empty': { kind: 'user', sentence: 'The file is empty.' },
  'document.evidence_unavailable': {
    kind: 'retry',
    sentence: 'No good and fresh word on the certificate could be had.',
  },
  'document.format': { kind: 'user', sentence: 'The file cannot be signed in its format.' },
  'document.no_phone': { kind: 'user', sentence: 'The person has no such phone that can sign now.' },
  'document.not_owner': { kind: 'user', sentence: 'Only the owner of the document may do this.' },
  'document.person_code': { kind: 'user', sentence: 'What was typed is no personal code.' },
  'document.person_present': { kind: 'user', sentence: 'The person is there already.' },
  'document.person_signed': { kind: 'user', sentence: 'The person has signed, or was not asked.' },
  'document.phone_cooling': {
    kind: 'retry',
    sentence: 'The phone was asked too often, or its person refused a moment ago.',
  },
  'document.signed_already': { kind: 'user', sentence: 'The person has signed the document already.' },
  'document.signing_over': { kind: 'retry', sentence: 'The signing is over its time, or has ended.' },
  'document.time_stamp_unavailable': {
    kind: 'retry',
    sentence: 'The time-stamping service gave no time stamp.',
  },
  'document.too_large': { kind: 'user', sentence: 'The file is larger than is allowed.' },
  'document.too_many': { kind: 'user', sentence: 'The person keeps as many documents as is allowed.' },
  'document.no_file': { kind: 'user', sentence: 'The form came without a file.' },
  'document.too_many_files': { kind: 'user', sentence: 'More files came than one document may hold.' },
  'document.too_many_to_show': {
    kind: 'user',
    sentence: 'The documents hold more files together than a person is shown before a signature.',
  },
  'document.agent_outdated': {
    kind: 'user',
    sentence: 'The card agent is of a version that does not show the files in a container.',
  },
  'document.too_many_invitations': {
    kind: 'user',
    sentence: 'The person has invited as many others within a day as is allowed.',
  },
  'document.too_many_persons': { kind: 'user', sentence: 'As many persons as is allowed are asked already.' },
  'document.unknown': { kind: 'user', sentence: "There is no such document, or it is not the person's." },
  'document.value_mismatch': {
    kind: 'user',
    sentence: 'The value is no signature by the prepared certificate over what was prepared.',
  },
  'hearing.hours': {
    kind: 'user',
    sentence: 'The hearing is not within the working hours of a working day, or has an unknown duration.',
  },
  'hearing.told_already': {
    kind: 'user',
    sentence:
      'A notice of the hearing that others are told of too was prepared for one of those chosen, or sent.',
  },
  'hearing.judge_taken': {
    kind: 'user',
    sentence: 'The judge has another hearing at that time.',
  },
  'hearing.not_to_give_up': {
    kind: 'user',
    sentence:
      'The time was given up before, its judge has the case, or who asks is neither the judge of the case nor the chair.',
  },
  'hearing.past': {
    kind: 'user',
    sentence: 'The time of the hearing is over.',
  },
  'hearing.room_taken': {
    kind: 'user',
    sentence: 'The room is taken at that time.',
  },
  'hearing.room_unknown': {
    kind: 'user',
    sentence: 'The court has no such room.',
  },
  'hearing.too_far': {
    kind: 'user',
    sentence: 'The hearing is later than the last day that can be booked (`ACAR_COURT_AHEAD_DAYS`).',
  },
  'notice.about_unknown': {
    kind: 'user',
    sentence:
      'The notice that is to be corrected or withdrawn was not sent to those chosen, or was withdrawn.',
  },
  'notice.case_closed': {
    kind: 'user',
    sentence: 'The case is closed.',
  },
  'notice.case_lost': {
    kind: 'user',
    sentence: 'The case was given to another judge.',
  },
  'notice.date': {
    kind: 'user',
    sentence: 'Date or time of the hearing is missing or malformed.',
  },
  'notice.due': {
    kind: 'user',
    sentence: 'The last day of a request for documents is not in the future.',
  },
  'notice.follow_up_waits': {
    kind: 'user',
    sentence: 'Another correction or withdrawal of the notice was prepared and waits for its signature.',
  },
  'notice.followed_meanwhile': {
    kind: 'user',
    sentence:
      'Another notice about the same one was sent since the judge looked, or since this one was prepared.',
  },
  'notice.hearing_hours': {
    kind: 'user',
    sentence: 'The hearing is on a day off or outside working hours when its notice is signed.',
  },
  'notice.hearing_past': {
    kind: 'user',
    sentence: 'The time of the hearing came before its notice was signed.',
  },
  'notice.name_unprintable': {
    kind: 'user',
    sentence: 'A name, or the subject of the case, has a character that no font of ours has.',
  },
  'notice.court_unprintable': {
    kind: 'user',
    sentence:
      'The name or address of the court, or the name of the room, has a character that no font of ours has.',
  },
  'notice.no_hearing': {
    kind: 'user',
    sentence: 'No planned hearing was chosen that is to be postponed.',
  },
  'notice.none_chosen': {
    kind: 'user',
    sentence: 'No notice was chosen.',
  },
  'notice.not_prepared': {
    kind: 'user',
    sentence: 'The notice does not wait for a signature: it was signed or thrown away.',
  },
  'notice.office_ended': {
    kind: 'user',
    sentence: "The judge's office at the court has ended.",
  },
  'notice.participant_removed': {
    kind: 'user',
    sentence: 'The participant was taken off the case before the notice was signed.',
  },
  'notice.participants': {
    kind: 'user',
    sentence: 'No participant of the case was chosen.',
  },
  'notice.postponed_already': {
    kind: 'user',
    sentence:
      'The hearing was postponed or cancelled by another notice; the time booked for this one is free.',
  },
  'notice.postponement_waits': {
    kind: 'user',
    sentence: 'A postponement of the hearing to another time was prepared and waits for its signature.',
  },
  'notice.slot_lost': {
    kind: 'user',
    sentence: 'The time of the hearing is not booked any more.',
  },
  'notice.text_missing': {
    kind: 'user',
    sentence: 'The template needs a text.',
  },
  'notice.text_too_long': {
    kind: 'user',
    sentence: 'The text has more than 8000 characters.',
  },
  'notice.text_unprintable': {
    kind: 'user',
    sentence: 'The text has a character that no font of ours has.',
  },
  'notice.too_many': {
    kind: 'user',
    sentence: 'More notices were chosen than one PIN signs.',
  },
  'notice.withdrawn_already': {
    kind: 'user',
    sentence: 'The notice that this one is about was withdrawn before.',
  },
  'seal.certificate': { kind: 'fatal', sentence: 'The file of the seal holds no certificate.' },
  'seal.key_malformed': {
    kind: 'fatal',
    sentence: 'The key of the seal cannot be read, or its passphrase is another.',
  },
  'seal.key_mismatch': { kind: 'fatal', sentence: 'The key of the seal is not that of its certificate.' },
  'seal.key_unsupported': { kind: 'fatal', sentence: 'Nothing signs by a key of this kind.' },
  'signature_source.unavailable': {
    kind: 'retry',
    sentence: 'A service for time stamps or CRLs answered with something else.',
  },
  'card.other_card': {
    kind: 'user',
    sentence: 'Another card is in the reader than the one that the signature was prepared for.',
  },
  'card.several_cards': { kind: 'user', sentence: 'There are several cards, and the person chose none.' },
  'card.timeout': { kind: 'retry', sentence: 'Nobody answered in time.' },
  'card.unknown_card': { kind: 'user', sentence: 'No driver knows the card.' },
  'card.unsupported': { kind: 'user', sentence: 'The card or its key cannot do what is asked.' },
  'card_cli.file': {
    kind: 'user',
    sentence: 'A file is not there, is readable by others, or does not hold what it should.',
  },
  'card_cli.pin_wrong': { kind: 'user', sentence: 'The PIN or PUK is not the one that the card has.' },
  'card_cli.several_cards': { kind: 'user', sentence: 'Several readers have cards, and none was named.' },
  'card_cli.usage': { kind: 'user', sentence: 'A command for cards was written wrongly.' },
  'cli.unusable_input': { kind: 'user', sentence: 'The input of a verification cannot be used.' },
  'cli.file_unreadable': { kind: 'user', sentence: 'A file named on the command line cannot be read.' },
  'cli.no_database': { kind: 'user', sentence: 'No database was named and no started service was found.' },
  'cli.no_master_key': {
    kind: 'user',
    sentence: 'The command needs the master key, and its file was not found or can be read by others.',
  },
  'cli.development_only': { kind: 'user', sentence: 'This option works in development only.' },
  'cli.no_figures': { kind: 'user', sentence: 'Nothing is counted in this month.' },
  'cli.unexpected': { kind: 'fatal', sentence: 'The command failed for a reason that nobody foresaw.' },
  'cli.usage': {
    kind: 'user',
    sentence: 'The command line is not what the command expects; its help says more.',
  },
  'config.invalid': {
    kind: 'fatal',
    sentence: 'The configuration has problems; the start was refused and all of them were listed.',
  },
  'crl.signature_wrong': {
    kind: 'fatal',
    sentence: "The issuer's certificate does not verify what its key signed; the CRL was not published.",
  },
  'database.constraint_violation': { kind: 'fatal', sentence: 'A row was refused by a constraint.' },
  'database.failed': { kind: 'fatal', sentence: 'The database refused a statement, or did not start.' },
  'database.retry': { kind: 'retry', sentence: 'Two transactions collided; this one was rolled back.' },
  'database.unavailable': { kind: 'retry', sentence: 'The database cannot be reached now.' },
  'database.unique_violation': { kind: 'user', sentence: 'A row with this key exists already.' },
  'http.bad_request': {
    status: 400,
    kind: 'user',
    sentence: 'The request is malformed or not what the route expects.',
  },
  'http.body_too_large': {
    status: 413,
    kind: 'user',
    sentence: 'The body is larger than the route accepts.',
  },
  'http.forged_form': {
    status: 403,
    kind: 'user',
    sentence:
      'The form was not made for this browser, or another site sent it; loading the page again mends it.',
  },
  'http.headers_too_large': {
    status: 431,
    kind: 'user',
    sentence: 'The headers of the request are larger than 16 KiB.',
  },
  'http.internal': {
    status: 500,
    kind: 'fatal',
    sentence: 'Something unexpected happened; the request id finds the log line.',
  },
  'http.method_not_allowed': {
    status: 405,
    kind: 'user',
    sentence: 'The path exists, but not for this method.',
  },
  'http.not_found': { status: 404, kind: 'user', sentence: 'Nothing is at this path.' },
  'http.too_busy': { status: 429, kind: 'retry', sentence: 'Too many requests; try again later.' },
  'http.too_slow': { status: 408, kind: 'retry', sentence: 'The request did not arrive in time.' },
  'http.unavailable': {
    status: 503,
    kind: 'retry',
    sentence: 'A part that the request needs is away for now.',
  },
  'http.unknown_host': {
    status: 421,
    kind: 'user',
    sentence: 'No site of this service has the host name that was asked for.',
  },
  'http.unsupported_media_type': {
    status: 415,
    kind: 'user',
    sentence: 'The body is not of a kind that the route reads.',
  },
  'authority.certificate_differs': {
    kind: 'fatal',
    sentence: 'The database holds another certificate under the name of an authority.',
  },
  'authority.crl_refused': {
    kind: 'user',
    sentence:
      'A CRL that is to be published for a root is not its newest, or does not list all that is revoked.',
  },
  'authority.folder_unreadable': {
    kind: 'fatal',
    sentence: 'The folder of a key ceremony, or a file in it, cannot be used.',
  },
  'authority.key_differs': {
    kind: 'fatal',
    sentence: "A key is not the one of its authority's certificate.",
  },
  'ceremony.folder_not_empty': {
    kind: 'user',
    sentence: 'A key ceremony writes into an empty folder and never over anything.',
  },
  'ceremony.plan_invalid': {
    kind: 'user',
    sentence: 'The plan of a key ceremony has problems; each is named.',
  },
  'ceremony.refused': {
    kind: 'user',
    sentence: 'The linter or a key refused what a key ceremony was to make; nothing was kept.',
  },
  'certificate.invalid_since': { kind: 'user', sentence: 'A key cannot have been lost in the future.' },
  'certificate.not_allowed': {
    kind: 'user',
    sentence: 'The status of the certificate does not allow this change.',
  },
  'certificate.not_found': { kind: 'user', sentence: 'There is no such certificate.' },
  'log.clock_backwards': {
    kind: 'fatal',
    sentence: 'The clock shows less than when the head of the log was signed; the sequencer stands still.',
  },
  'log.damaged': {
    kind: 'fatal',
    sentence: 'What is stored of the log is not what its head was signed over.',
  },
  'log.forked': {
    kind: 'fatal',
    sentence: 'The head of the log is another tree than was signed for that size.',
  },
  'log.rolled_back': {
    kind: 'fatal',
    sentence:
      'The head of the log is older than one that was signed: a restored backup, or a head that was put back.',
  },
  'log.tile_missing': { kind: 'fatal', sentence: 'A tile or a bundle of the log is absent or cut.' },
  'log.unconfirmed_head': {
    kind: 'fatal',
    sentence:
      "Neither the sequencer's machine nor a witness can tell whether the head of the log is the latest.",
  },
  'log.unusable_key': { kind: 'fatal', sentence: 'The key of the log is not one of Ed25519.' },
  'order.host_name': {
    kind: 'user',
    sentence: 'A host name in the request is not known to belong to the orderer.',
  },
  'order.key_reused': { kind: 'user', sentence: "Another order has this orderer's key." },
  'order.linter': { kind: 'user', sentence: 'The certificate would break rules; each is named.' },
  'order.profile_not_allowed': {
    kind: 'user',
    sentence: 'This authority does not issue certificates of this kind.',
  },
  'order.unfinished': {
    kind: 'retry',
    sentence: 'The certificate is being made; ask again with the same order.',
  },
  'order.unknown_authority': {
    kind: 'user',
    sentence: 'No authority of this name issues certificates here.',
  },
  'keys.malformed': {
    kind: 'fatal',
    sentence: 'A file that should hold an encrypted key does not, or protects it too weakly.',
  },
  'keys.mismatch': {
    kind: 'fatal',
    sentence:
      'A key is weak, ambiguous, or not the one that its algorithm, its public key or its linter asks for.',
  },
  'keys.unavailable': {
    kind: 'retry',
    sentence: 'A key cannot sign now: its token, its module or the key itself is not there.',
  },
  'keys.wrong_secret': { kind: 'user', sentence: 'The passphrase or the PIN does not open the key.' },
  'list.refused': {
    kind: 'fatal',
    sentence: 'The linter or the key refused a revocation list; the one before it goes on.',
  },
  'notify.malformed_message': {
    kind: 'fatal',
    sentence: 'A feature handed in a message that could never be sent; nothing was stored.',
  },
  'ocsp.unavailable': {
    kind: 'retry',
    sentence: 'An OCSP responder answered with something else than OCSP.',
  },
  'ocsp.request_encoding': {
    kind: 'user',
    sentence: 'The path of an OCSP request by GET is not the base64 of a request, or is too long.',
  },
  'ocsp.request_extension': {
    kind: 'user',
    sentence: 'An OCSP request has a critical extension that the responder does not know.',
  },
  'ocsp.request_malformed': {
    kind: 'user',
    sentence: 'The bytes are no OCSP request, or it asks for more than one request may.',
  },
  'ocsp.request_nonce': {
    kind: 'user',
    sentence: 'The nonce of an OCSP request does not have 1 to 128 octets.',
  },
  'order.own_certificate': {
    kind: 'fatal',
    sentence: 'The service could not make a certificate for itself.',
  },
  'outbound.refused': {
    kind: 'user',
    sentence: 'A call was not made because the name leads to an address that is not public.',
  },
  'outbound.too_large': { kind: 'user', sentence: 'The answer of a called address was longer than allowed.' },
  'payload.damaged': {
    kind: 'fatal',
    sentence: 'The kept payload of a record was changed; acar log verify names it.',
  },
  'payload.incomplete': {
    kind: 'fatal',
    sentence: 'A piece of the kept payload of a record is missing; acar log verify names it.',
  },
  'payload.not_claimable': {
    kind: 'fatal',
    sentence: 'A record names a payload that is not kept whole with that digest, or that another record has.',
  },
  'payload.too_large': { kind: 'user', sentence: 'What was sent is larger than is allowed.' },
  'personalise.management_key': { kind: 'user', sentence: 'The card does not take the management key.' },
  'personalise.order': {
    kind: 'retry',
    sentence: 'The certificate service refused the order, or could not be reached.',
  },
  'personalise.other_key': {
    kind: 'fatal',
    sentence: 'A certificate is not for the key that is on the card.',
  },
  'personalise.wrong_secret': { kind: 'user', sentence: 'The card has another PIN or PUK than was given.' },
  'question.malformed_answer': {
    kind: 'user',
    sentence: "An agency's answer to a person's question has 1 to 4000 characters.",
  },
  'question.unknown': {
    kind: 'user',
    sentence: 'There is no question of a person with this identifier that waits for an answer.',
  },
  'receipt.malformed': { kind: 'user', sentence: 'What was given is no receipt (c2sp.org/tlog-proof).' },
  'receipt.not_included': {
    kind: 'user',
    sentence: "The receipt's proof does not lead from the record to the root that the log signed.",
  },
  'receipt.other_log': { kind: 'user', sentence: 'The receipt is of another log than the key.' },
  'receipt.signature_wrong': {
    kind: 'user',
    sentence: "The log's key did not sign the checkpoint of the receipt.",
  },
  'record.malformed_event': {
    kind: 'fatal',
    sentence: 'A feature handed in an event that the record does not take.',
  },
  'signature.evidence_unavailable': {
    kind: 'retry',
    sentence: 'Nobody says at the moment whether a certificate of the signature is good.',
  },
  'signature.files_changed': {
    kind: 'user',
    sentence: 'The files are not those that the signature was prepared for.',
  },
  'signature.malformed': { kind: 'user', sentence: 'The document is damaged or not of its format.' },
  'signature.state_invalid': {
    kind: 'fatal',
    sentence: 'What was kept of a prepared signature cannot be read.',
  },
  'signature.time_stamp_unavailable': { kind: 'retry', sentence: 'No time stamp could be had.' },
  'signature.too_large': { kind: 'user', sentence: 'The document is larger than can be signed this way.' },
  'signature.unsupported': { kind: 'user', sentence: 'The document cannot be signed this way.' },
  'signature.value_mismatch': {
    kind: 'user',
    sentence: "The value is not a signature by the certificate's key over what was prepared.",
  },
  'signing_keys.bad_schedule': {
    kind: 'fatal',
    sentence:
      'The times of the signing keys do not overlap as they must, so that a client could meet an unknown key.',
  },
  'signing_keys.unreadable': {
    kind: 'fatal',
    sentence: 'A stored signing key cannot be opened with the master key of this process.',
  },
  'time_stamp.algorithm': {
    kind: 'user',
    sentence: 'A hash, signature algorithm or key of the time stamp is not accepted.',
  },
  'time_stamp.certificate_id': {
    kind: 'user',
    sentence:
      'The time stamp names another certificate than that of its signer, or by a hash that is not accepted.',
  },
  'time_stamp.certificate_purpose': {
    kind: 'user',
    sentence: 'The certificate of the signer is not for time stamping alone.',
  },
  'time_stamp.certificate_validity': {
    kind: 'user',
    sentence: 'The certificate of the signer was not valid at the time that the time stamp tells.',
  },
  'time_stamp.content_type': { kind: 'user', sentence: 'What is signed is not the content of a time stamp.' },
  'time_stamp.digest': { kind: 'user', sentence: 'What the time stamp says is not what was signed.' },
  'time_stamp.imprint': { kind: 'user', sentence: 'The time stamp is of other data.' },
  'time_stamp.malformed': {
    kind: 'user',
    sentence: 'The bytes are not a time stamp, or not an answer to a request for one.',
  },
  'time_stamp.no_certificate': {
    kind: 'user',
    sentence: "The certificate of the time stamp's signer is not at hand.",
  },
  'time_stamp.nonce': { kind: 'user', sentence: 'The time stamp is not the answer to this request.' },
  'time_stamp.policy': {
    kind: 'user',
    sentence: 'The time stamp has another policy than the one that was asked for.',
  },
  'time_stamp.signature': { kind: 'user', sentence: 'The signature of the time stamp is wrong.' },
  'time_stamp.signers': { kind: 'user', sentence: 'A time stamp has not exactly one signer.' },
  'cli.no_passphrase': {
    kind: 'user',
    sentence:
      'The file with the passphrase of the keys was not found, is too short or can be read by others.',
  },
  'cli.unknown_authority': {
    kind: 'user',
    sentence: 'No certification authority has the name that the command line gives.',
  },
  'order.form': {
    kind: 'user',
    sentence: 'An order does not have the members, or the values, that orders have.',
  },
  'client.form': {
    kind: 'user',
    sentence: 'What was entered for a system that orders certificates does not have the right form.',
  },
  'client.certificate_missing': {
    kind: 'user',
    sentence: 'The system showed no certificate in the TLS handshake.',
  },
  'client.certificate_refused': {
    kind: 'user',
    sentence: 'The certificate that a system showed is not ours, not valid, suspended or revoked.',
  },
  'client.unknown_system': {
    kind: 'user',
    sentence: 'No system was entered for the certificate that was shown.',
  },
  'client.switched_off': {
    kind: 'user',
    sentence: 'The system that showed its certificate was switched off.',
  },
  'client.not_allowed': {
    kind: 'user',
    sentence: 'The system may not order from this authority, this kind of certificate or these host names.',
  },
  'order.not_renewable': {
    kind: 'user',
    sentence: 'Only a good certificate that was ordered can be renewed.',
  },
  'repository.query': {
    kind: 'user',
    sentence: 'A search of the repository does not have the form of its kind.',
  },
  'phone_proof.account_blocked': {
    kind: 'user',
    sentence: 'The account of the person whose phone signed is blocked.',
  },
  'phone_proof.certificate_stopped': {
    kind: 'user',
    sentence: 'The certificate of the phone was suspended or revoked before it answered.',
  },
  'phone_proof.cooling': {
    kind: 'retry',
    sentence: 'A request to this phone was refused a moment ago, or too many were sent.',
  },
  'phone_proof.expired': {
    kind: 'retry',
    sentence: 'The phone did not answer in time.',
  },
  'phone_proof.hash_mismatch': {
    kind: 'user',
    sentence: 'The phone computed another digest than the one that was sent.',
  },
  'phone_proof.level': {
    kind: 'user',
    sentence: 'The policy of the phone’s certificate gives a lower level than the service wants.',
  },
  'phone_proof.malformed': {
    kind: 'user',
    sentence: 'The form holds no mobile number and personal code.',
  },
  'phone_proof.no_person': {
    kind: 'user',
    sentence: 'The certificate of the phone names no natural person.',
  },
  'phone_proof.not_client': {
    kind: 'user',
    sentence: 'No mobile certificate belongs to this number and personal code.',
  },
  'phone_proof.not_delivered': {
    kind: 'retry',
    sentence: 'The request could not be delivered to the phone.',
  },
  'phone_proof.other_browser': {
    kind: 'user',
    sentence: 'The answer of the phone came back without what only the starting browser has.',
  },
  'phone_proof.other_person': {
    kind: 'user',
    sentence: 'The certificate is that of another person than was asked.',
  },
  'phone_proof.payload': {
    kind: 'user',
    sentence: 'What the phone signed is not what was asked.',
  },
  'phone_proof.phone_absent': {
    kind: 'retry',
    sentence: 'The phone is off or out of reach.',
  },
  'phone_proof.pin_blocked': {
    kind: 'user',
    sentence: 'The PIN of the phone was wrong too often.',
  },
  'phone_proof.refused': {
    kind: 'user',
    sentence: 'The person refused on the phone.',
  },
  'phone_proof.reported': {
    kind: 'user',
    sentence: 'The person said on the phone that somebody else had started.',
  },
  'phone_proof.signature': {
    kind: 'user',
    sentence: 'The value is not over what was asked, or not by the key of the certificate.',
  },
  'phone_proof.sim_failed': {
    kind: 'retry',
    sentence: 'The phone or its SIM card could not sign.',
  },
  'phone_proof.status_unavailable': {
    kind: 'retry',
    sentence: 'No answer about the status of the phone’s certificate could be had.',
  },
  'phone_proof.unavailable': {
    kind: 'retry',
    sentence: 'The mobile-signature service does not answer.',
  },
  'phone_proof.wrong_number': {
    kind: 'user',
    sentence: 'Another number was chosen on the phone than the starting browser shows.',
  },
  'webeid.algorithm': {
    kind: 'user',
    sentence: 'A Web eID token names an algorithm that tokens are not signed with.',
  },
  'webeid.certificate': {
    kind: 'user',
    sentence: 'The certificate of a Web eID token is missing or no certificate.',
  },
  'webeid.expired': { kind: 'user', sentence: 'The certificate of a Web eID token is over.' },
  'webeid.format': { kind: 'user', sentence: 'The format of a Web eID token is not web-eid:1.0.' },
  'webeid.key_mismatch': {
    kind: 'user',
    sentence: 'The key of a Web eID token is weak, or of another kind or curve than its algorithm.',
  },
  'webeid.length': {
    kind: 'user',
    sentence: 'A Web eID token has fewer than 100 or more than 10,000 characters.',
  },
  'webeid.malformed': {
    kind: 'user',
    sentence: 'A Web eID token is no JSON object, a member stands twice, or its signature is not base64.',
  },
  'webeid.nonce': {
    kind: 'user',
    sentence: 'The nonce that a Web eID token is judged by has not 44 to 128 characters.',
  },
  'webeid.not_yet_valid': { kind: 'user', sentence: 'The certificate of a Web eID token is not valid yet.' },
  'webeid.origin': { kind: 'user', sentence: 'The origin that a Web eID token is judged by is no origin.' },
  'webeid.policy': {
    kind: 'user',
    sentence:
      'The certificate of a Web eID token is under a policy that is not allowed here, such as that of a phone.',
  },
  'webeid.purpose': {
    kind: 'user',
    sentence: 'The certificate of a Web eID token is not for authentication.',
  },
  'webeid.revoked': { kind: 'user', sentence: 'The certificate of a Web eID token is revoked.' },
  'webeid.signature': {
    kind: 'user',
    sentence: 'A Web eID token is not signed over this origin and nonce by the key of its certificate.',
  },
  'webeid.status_unknown': {
    kind: 'retry',
    sentence: 'Nothing that can be believed says that the certificate of a Web eID token is good.',
  },
  'webeid.suspended': { kind: 'user', sentence: 'The certificate of a Web eID token is suspended.' },
  'webeid.untrusted': {
    kind: 'user',
    sentence: 'No valid path leads from the certificate of a Web eID token to a trusted authority.',
  },
  'transport.busy': { kind: 'retry', sentence: 'Another program keeps the card.' },
  'transport.failed': { kind: 'fatal', sentence: 'The reader or its driver failed.' },
  'transport.no_card': { kind: 'user', sentence: 'There is no card in the reader.' },
  'transport.no_reader': { kind: 'user', sentence: 'The reader is not there.' },
  'transport.no_service': { kind: 'retry', sentence: 'The smart-card service of the computer does not run.' },
  'transport.removed': { kind: 'user', sentence: 'The card was taken out.' },
  'transport.timeout': { kind: 'retry', sentence: 'The reader did not answer in time.' },
  'transport.unresponsive': {
    kind: 'user',
    sentence: 'The card does not answer: it may be the wrong way round, or broken.',
  },
  'mobile.unknown_phone': {
    status: 401,
    kind: 'user',
    sentence: 'No phone of ours signed the call, or its device key is not the known one.',
  },
  'mobile.clock': {
    status: 401,
    kind: 'user',
    sentence: 'The clock of a phone is more than five minutes off.',
  },
  'mobile.replayed': {
    status: 401,
    kind: 'user',
    sentence: 'A call of a phone came twice, or after a later one.',
  },
  'mobile.phone_state': {
    status: 403,
    kind: 'user',
    sentence: 'The state of a phone does not allow what it asks.',
  },
  'mobile.enrolment_code': {
    status: 403,
    kind: 'user',
    sentence: 'A code of enrolment is wrong, used or over.',
  },
  'mobile.request_refused': { status: 422, kind: 'user', sentence: 'What a phone sent cannot be certified.' },
  'mobile.pin_wrong': {
    status: 403,
    kind: 'user',
    sentence: 'The PIN of a phone is wrong; the answer tells how many tries are left.',
  },
  'mobile.pin_blocked': {
    status: 403,
    kind: 'user',
    sentence: 'The PIN of a phone was wrong three times; its keys can never be opened again.',
  },
  'mobile.copied': {
    status: 403,
    kind: 'user',
    sentence: 'The storage of a phone was used in two places; both were stopped.',
  },
  'mobile.request_unknown': {
    status: 404,
    kind: 'user',
    sentence: 'There is no such request for this phone.',
  },
  'mobile.request_taken': { status: 409, kind: 'user', sentence: 'Another phone took the request first.' },
  'mobile.request_over': {
    status: 410,
    kind: 'user',
    sentence: 'The request has ended, or its time is over.',
  },
  'mobile.code_forged': {
    status: 403,
    kind: 'user',
    sentence: 'A scanned code does not belong to its request and second.',
  },
  'mobile.code_stale': {
    status: 410,
    kind: 'user',
    sentence: 'A scanned code is more than three seconds old, or beyond its minute.',
  },
  'mobile.wrong_number': {
    status: 403,
    kind: 'user',
    sentence: 'The number chosen on the phone is not the one of the starting browser; the request has ended.',
  },
  'mobile.answer_malformed': {
    status: 422,
    kind: 'user',
    sentence: 'What a phone signed is not what the request asks for.',
  },
  'mobile.answer_signature': {
    status: 422,
    kind: 'user',
    sentence: "A value is no signature of the phone's key over this.",
  },
  'mobile.certificate': {
    status: 403,
    kind: 'user',
    sentence: 'The certificate of a phone is not good at this moment.',
  },
  'mobile.too_many': { status: 429, kind: 'retry', sentence: 'Too many tries; try again later.' },
  'phone.unknown_person': { kind: 'user', sentence: 'Nobody with this personal code has an active account.' },
  'phone.no_number': { kind: 'user', sentence: 'The account has no mobile number, and none was given.' },
  'phone.invalid_personal_code': { kind: 'user', sentence: 'A personal code does not have the right form.' },
  'phone.invalid_number': { kind: 'user', sentence: 'A mobile number does not have the right form.' },
  'registry.no_representation': {
    kind: 'user',
    status: 404,
    sentence: 'By the register this person does not represent this organisation.',
  },
  'registry.no_such_organisation': {
    kind: 'user',
    status: 404,
    sentence: 'The register has no organisation with this tax number.',
  },
  'registry.no_such_person': {
    kind: 'user',
    status: 404,
    sentence: 'The register has no person with this personal code.',
  },
  'registry.unusable_answer': {
    kind: 'retry',
    sentence: 'The register could not be asked, or gave an answer that is none.',
  },
  'relying_party.invalid_name': {
    kind: 'user',
    sentence: 'The name of a relying party has characters that it may not have, or too many.',
  },
  'relying_party.invalid_network': { kind: 'user', sentence: 'A network is neither an address nor a range.' },
  'relying_party.taken': { kind: 'user', sentence: 'Another relying party has this name.' },
  'relying_party.unknown': { kind: 'user', sentence: 'No active relying party has this identifier.' },
  'trusted_list.malformed': { kind: 'user', sentence: 'A trusted list is damaged or not of its schema.' },
  'trusted_list.outdated': { kind: 'user', sentence: 'A trusted list has run out, or a later one was seen.' },
  'trusted_list.signature': { kind: 'user', sentence: 'The signature of a trusted list does not hold.' },
  'trusted_list.signer': { kind: 'user', sentence: 'Nobody who may sign a trusted list has signed it.' },
  'trusted_list.version': { kind: 'user', sentence: 'A trusted list is of a version that is not read.' },
  'xml.doctype': { kind: 'user', sentence: 'An XML document has a document type, which is refused.' },
  'xml.encoding': { kind: 'user', sentence: 'An XML document is not in UTF-8.' },
  'xml.malformed': { kind: 'user', sentence: 'An XML document is not well-formed.' },
  'xml.too_complex': {
    kind: 'user',
    sentence: 'An XML document nests deeper or has more parts than is read.',
  },
  'xml.too_large': { kind: 'user', sentence: 'An XML document is larger than is read.' },
  'exchange.unsigned': {
    kind: 'user',
    status: 401,
    sentence: 'A message of an exchange has no signature, or not that of the one who must sign it.',
  },
  'exchange.signature_malformed': {
    kind: 'user',
    status: 400,
    sentence: 'The fields of a signature cannot be read, or there is one too many.',
  },
  'exchange.component_missing': {
    kind: 'user',
    status: 401,
    sentence: 'The signature does not cover something that it must cover, or the message does not have it.',
  },
  'exchange.component_unknown': {
    kind: 'user',
    status: 401,
    sentence: 'The signature covers something that is not in the profile.',
  },
  'exchange.parameter_missing': {
    kind: 'user',
    status: 401,
    sentence: 'A parameter of the signature (created, expires, nonce, keyid, tag) is missing or wrong.',
  },
  'exchange.parameter_unknown': {
    kind: 'user',
    status: 401,
    sentence: 'The signature has a parameter that is not in the profile, such as alg.',
  },
  'exchange.field_unknown': {
    kind: 'user',
    status: 400,
    sentence: 'The message has a field Acar-… that nobody signed.',
  },
  'exchange.not_yet': {
    kind: 'user',
    status: 401,
    sentence: 'The signature was made in the future: a clock is wrong.',
  },
  'exchange.expired': { kind: 'retry', status: 401, sentence: 'The signature has expired; sign anew.' },
  'exchange.too_long_valid': {
    kind: 'user',
    status: 401,
    sentence: 'The signature would be valid for more than five minutes, or for no time at all.',
  },
  'exchange.wrong_key': {
    kind: 'user',
    status: 401,
    sentence: 'The signature names another certificate than the one that was shown.',
  },
  'exchange.signature_wrong': {
    kind: 'user',
    status: 401,
    sentence: 'The signature is not over this message, or not by that key.',
  },
  'exchange.digest_wrong': {
    kind: 'user',
    status: 401,
    sentence: 'Content-Digest is missing, or is not that of the content.',
  },
  'exchange.terms_malformed': {
    kind: 'user',
    status: 400,
    sentence: 'A field Acar-… is missing or does not have its form.',
  },
  'exchange.certificate_missing': { kind: 'user', status: 401, sentence: 'No certificate was shown.' },
  'exchange.certificate_refused': {
    kind: 'user',
    status: 401,
    sentence: 'The certificate is not one for systems of agencies, or its path is not valid.',
  },
  'exchange.certificate_revoked': {
    kind: 'user',
    status: 401,
    sentence: 'The certificate is revoked or on hold.',
  },
  'exchange.status_unavailable': {
    kind: 'retry',
    status: 503,
    sentence: 'Nobody could be asked whether the certificate is still good.',
  },
  'message.malformed_field': {
    kind: 'user',
    sentence: 'A structured field (RFC 9651) cannot be read or written.',
  },
  'message.component_unknown': {
    kind: 'user',
    sentence: 'A component of a signature (RFC 9421) is not known.',
  },
  'message.component_missing': {
    kind: 'user',
    sentence: 'A component that a signature covers is not in the message.',
  },
  'message.signature_missing': { kind: 'user', sentence: 'The message has no signature.' },
  'message.signature_wrong': {
    kind: 'user',
    sentence: 'The signature is not over this message, or not by that key.',
  },
  'message.digest_missing': {
    kind: 'user',
    sentence: 'The message has no digest of its content that is known.',
  },
  'message.digest_wrong': { kind: 'user', sentence: 'The digest is not that of the content.' },
  'message.key_unusable': { kind: 'user', sentence: 'A key is of a kind that signs no messages.' },
  'gateway.not_found': {
    kind: 'user',
    status: 404,
    sentence: 'The gateway has no such address, or no such exchange of this organisation.',
  },
  'gateway.method_not_allowed': {
    kind: 'user',
    status: 405,
    sentence: 'The address of the gateway takes another method.',
  },
  'gateway.busy': { kind: 'retry', status: 503, sentence: 'The gateway has too many exchanges under way.' },
  'gateway.internal': { kind: 'fatal', status: 500, sentence: 'The gateway failed.' },
  'gateway.too_large': {
    kind: 'user',
    status: 413,
    sentence: 'The content is larger than the service takes.',
  },
  'gateway.too_slow': { kind: 'retry', status: 408, sentence: 'The content did not arrive in time.' },
  'gateway.wrong_organisation': {
    kind: 'user',
    status: 403,
    sentence: 'The request names another organisation than the certificate.',
  },
  'gateway.organisation_unknown': {
    kind: 'user',
    status: 403,
    sentence: 'The organisation takes no part in the exchange, or was switched off.',
  },
  'gateway.service_unknown': {
    kind: 'user',
    status: 404,
    sentence: 'There is no such service, or it or its provider was switched off.',
  },
  'gateway.operation_unknown': {
    kind: 'user',
    status: 403,
    sentence: 'The service does not offer this method and path.',
  },
  'gateway.no_right': {
    kind: 'user',
    status: 403,
    sentence: 'The organisation has no right to use the service.',
  },
  'gateway.wrong_purpose': {
    kind: 'user',
    status: 403,
    sentence: 'The organisation may use the service, but not for this purpose on this basis.',
  },
  'gateway.no_consent': {
    kind: 'user',
    status: 403,
    sentence:
      "The consent that the request names is not this person's for this organisation, service and purpose, or was withdrawn, or has ended.",
  },
  'gateway.persons_missing': {
    kind: 'user',
    status: 422,
    sentence: 'The service is about persons, and the request names none.',
  },
  'gateway.persons_unexpected': {
    kind: 'user',
    status: 422,
    sentence: 'The service is about no persons, and the request names some.',
  },
  'gateway.personal_code': { kind: 'user', status: 422, sentence: 'A personal code does not have its form.' },
  'gateway.replayed': { kind: 'user', status: 409, sentence: 'The nonce of the signature was used before.' },
  'gateway.request_id_taken': {
    kind: 'user',
    status: 409,
    sentence: 'The organisation has used the number of the request for another request.',
  },
  'gateway.in_progress': {
    kind: 'retry',
    status: 409,
    sentence: 'The request is under way; repeat it for its outcome.',
  },
  'gateway.interrupted': {
    kind: 'retry',
    status: 502,
    sentence:
      'The gateway was interrupted; whether the provider heard the request is not known. Ask with a new number.',
  },
  'gateway.provider_unreachable': {
    kind: 'retry',
    status: 502,
    sentence: 'The provider of the service cannot be reached, or shows a certificate that is not believed.',
  },
  'gateway.outcome_unknown': {
    kind: 'user',
    status: 502,
    sentence:
      'The connection to the provider broke before an answer: whether it heard the request is not known. Find out before you ask anew where asking changes something.',
  },
  'gateway.provider_timed_out': {
    kind: 'retry',
    status: 504,
    sentence: 'The provider of the service did not answer in time; it may have heard the request.',
  },
  'gateway.provider_cut_off': {
    kind: 'retry',
    status: 502,
    sentence: 'The provider of the service broke the connection off in its answer.',
  },
  'gateway.answer_too_large': {
    kind: 'fatal',
    status: 502,
    sentence: 'The answer is larger than the service may give.',
  },
  'gateway.answer_refused': {
    kind: 'fatal',
    status: 502,
    sentence: 'The answer is not signed by the provider for this request.',
  },
  'gateway.answer_erased': {
    kind: 'user',
    status: 410,
    sentence: 'The answer to this request was erased after its term.',
  },
  'hold.reason': {
    kind: 'user',
    sentence: 'The reason of a legal hold, or of its end, is one line of at most 300 characters.',
  },
  'hold.scope': {
    kind: 'user',
    sentence:
      'A legal hold is on a payload, a number of a case, a personal code or an organisation; this is none.',
  },
  'hold.until': {
    kind: 'user',
    sentence: 'A legal hold ends in the future, at most ten years ahead.',
  },
  'hold.payload_unknown': { kind: 'user', sentence: 'No record has a payload of this id.' },
  'hold.payload_erased': {
    kind: 'user',
    sentence: 'The payload was erased before; nothing is left to hold.',
  },
  'hold.unknown': { kind: 'user', sentence: 'No legal hold of this id is in force.' },
  'gateway.question_answered': {
    kind: 'user',
    status: 409,
    sentence: "The person's question was answered before; an answer is given once.",
  },
  'gateway.question_answer_malformed': {
    kind: 'user',
    status: 422,
    sentence: "An answer to a person's question is 1 to 4000 characters of plain text in UTF-8.",
  },
  'catalogue.form': {
    kind: 'user',
    sentence: 'An entry of the catalogue of services does not have its form.',
  },
  'catalogue.organisation_unknown': { kind: 'user', sentence: 'The organisation is not entered.' },
  'catalogue.service_unknown': { kind: 'user', sentence: 'The service is not in the catalogue.' },
  'catalogue.right_unknown': { kind: 'user', sentence: 'There is no such right in force.' },
  'data_consent.service_unknown': {
    kind: 'user',
    sentence: 'The agency does not ask this service with a consent.',
  },
  'data_consent.until': { kind: 'user', sentence: 'A consent ends in the future, within five years.' },
  'data_consent.unknown': { kind: 'user', sentence: 'The person has no such consent that still stands.' },
  'connector.unreachable': {
    kind: 'retry',
    status: 502,
    sentence: 'The gateway cannot be reached, or is not the gateway. Nothing was sent.',
  },
  'connector.timed_out': { kind: 'retry', status: 504, sentence: 'The gateway did not answer in time.' },
  'connector.cut_off': {
    kind: 'retry',
    status: 502,
    sentence: 'The connection with the gateway broke off, and repeating did not help.',
  },
  'connector.answer_too_large': {
    kind: 'fatal',
    status: 502,
    sentence: 'The answer is larger than the connector takes.',
  },
  'connector.answer_refused': {
    kind: 'fatal',
    status: 502,
    sentence: 'The answer is not signed by the provider for this request, or not delivered by the gateway.',
  },
  'connector.not_found': { kind: 'user', status: 404, sentence: 'The connector has no such address.' },
  'connector.method_not_allowed': {
    kind: 'user',
    status: 405,
    sentence: 'The address of the connector takes another method.',
  },
  'connector.not_the_gateway': {
    kind: 'user',
    status: 403,
    sentence: 'Somebody else than the gateway called a provider.',
  },
  'connector.replayed': { kind: 'user', status: 409, sentence: "The gateway's signature was used before." },
  'connector.content': {
    kind: 'user',
    status: 413,
    sentence: 'The content is too large, too slow or broke off.',
  },
  'connector.register_failed': {
    kind: 'retry',
    status: 502,
    sentence: 'The system behind the connector did not answer as it must.',
  },
  'connector.internal': { kind: 'fatal', status: 500, sentence: 'The connector failed.' },
};
