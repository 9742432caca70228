import type { SignatureStepCode } from '../../../certs/signatures/judgement/index.ts';
import { catalogue } from '../../messages/index.ts';

/** What the steps on a signature itself found. */
export const signatureSteps = catalogue<Record<SignatureStepCode, string>>(
  {
    'format.passed': 'İmza öz formatının qaydalarına uyğundur.',
    'identification.passed': 'İmzanın içində imzalayanın sertifikatı düzgün göstərilib.',
    'cryptography.passed': 'İmza bu sertifikatın açarı ilə qoyulub və imzalananlar dəyişdirilməyib.',
    'time_stamps.passed': 'Heç bir vaxt möhürü pozulmayıb.',
    'time_stamp_order.passed': 'Vaxt möhürlərinin ardıcıllığı düzgündür.',
    'acceptance.passed': 'İşlədilən bütün alqoritmlər həmin vaxt etibarlı sayılırdı.',
    'identification.no_certificate': 'İmzalayanın sertifikatı nə imzada, nə də yanındakı fayllarda tapıldı.',
    'identification.mismatch': 'İmzanın içində başqa sertifikat göstərilib.',
    'identification.absent': 'İmzanın içində hansı sertifikatla qoyulduğu göstərilməyib.',
    'cryptography.digest': 'İmzalanan məzmun imzadan sonra dəyişdirilib.',
    'cryptography.value': 'İmza bu sertifikatın açarı ilə qoyulmayıb və ya pozulub.',
    'cryptography.data_absent': 'İmzalanan fayllardan biri yoxlamaya verilməyib.',
    'cryptography.data_unobtainable':
      'Nəyin imzalandığını bu xidmət müəyyən edə bilmir: imza tanımadığı çevirmə və ya ünvan göstərir.',
    'cryptography.unsupported': 'İmzada bu xidmətin tanımadığı alqoritm və ya açar var.',
    'time_stamps.broken': 'Vaxt möhürlərindən biri pozulub və ya başqa sənəddən götürülüb.',
    'time_stamps.not_believed':
      'Vaxt möhürlərindən birinə etibar etmək üçün əsas yoxdur, ona görə o, nəzərə alınmayıb.',
    'time_stamp_order.wrong': 'Sonra qoyulan vaxt möhürü əvvəlkindən daha erkən vaxtı göstərir.',
    'acceptance.algorithm': 'İmzada etibarlı sayılmayan alqoritm işlədilib.',
    'acceptance.algorithm_ended':
      'İmzanın alqoritmi artıq etibarlı sayılmır və imzanın bundan əvvəl qoyulduğu sübut olunmayıb.',
    'acceptance.claimed_time': 'İmzalayanın dediyi vaxt sübut olunan vaxtdan sonradır, ona inanmaq olmaz.',
    'acceptance.policy_not_checked':
      'İmzada imzalama qaydaları sənədinə istinad var. Bu xidmət həmin qaydaları tanımır və yoxlamayıb.',
  },
  {
    'format.passed': 'The signature follows the rules of its format.',
    'identification.passed': "The signature names the signer's certificate correctly.",
    'cryptography.passed':
      'The signature was made with the key of this certificate, and nothing that was signed has changed.',
    'time_stamps.passed': 'No time stamp is damaged.',
    'time_stamp_order.passed': 'The time stamps are in the right order.',
    'acceptance.passed': 'All algorithms that were used were accepted at that time.',
    'identification.no_certificate': "The signer's certificate is neither in the signature nor beside it.",
    'identification.mismatch': 'The signature names another certificate.',
    'identification.absent': 'The signature does not say which certificate it was made with.',
    'cryptography.digest': 'What was signed has been changed after the signature.',
    'cryptography.value': 'The signature was not made with the key of this certificate, or it is damaged.',
    'cryptography.data_absent': 'One of the files that were signed was not given for verification.',
    'cryptography.data_unobtainable':
      'This service cannot tell what was signed: the signature names a transform or address that it does not follow.',
    'cryptography.unsupported': 'The signature uses an algorithm or a key that this service does not know.',
    'time_stamps.broken': 'One of the time stamps is damaged or comes from another document.',
    'time_stamps.not_believed': 'There is no ground to trust one of the time stamps, so it was not counted.',
    'time_stamp_order.wrong': 'A later time stamp tells an earlier time.',
    'acceptance.algorithm': 'The signature uses an algorithm that is not accepted.',
    'acceptance.algorithm_ended':
      'The algorithm is no longer accepted, and nothing proves that the signature is older.',
    'acceptance.claimed_time':
      'The time that the signer claims lies after the one that is proved, and cannot be right.',
    'acceptance.policy_not_checked':
      'The signature refers to a signature policy, which this service does not know and has not checked.',
  },
  {
    'format.passed': 'Подпись соответствует правилам своего формата.',
    'identification.passed': 'В подписи правильно указан сертификат подписавшего.',
    'cryptography.passed': 'Подпись сделана ключом этого сертификата, подписанное не изменено.',
    'time_stamps.passed': 'Ни одна метка времени не повреждена.',
    'time_stamp_order.passed': 'Порядок меток времени правильный.',
    'acceptance.passed': 'Все использованные алгоритмы в то время считались надёжными.',
    'identification.no_certificate': 'Сертификата подписавшего нет ни в подписи, ни рядом с ней.',
    'identification.mismatch': 'В подписи указан другой сертификат.',
    'identification.absent': 'В подписи не указано, каким сертификатом она сделана.',
    'cryptography.digest': 'Подписанное содержимое изменено после подписания.',
    'cryptography.value': 'Подпись сделана не ключом этого сертификата или повреждена.',
    'cryptography.data_absent': 'Один из подписанных файлов не передан на проверку.',
    'cryptography.data_unobtainable':
      'Сервис не может установить, что подписано: в подписи указано незнакомое ему преобразование или адрес.',
    'cryptography.unsupported': 'В подписи использован алгоритм или ключ, неизвестный этому сервису.',
    'time_stamps.broken': 'Одна из меток времени повреждена или взята из другого документа.',
    'time_stamps.not_believed': 'Доверять одной из меток времени нет оснований, поэтому она не учтена.',
    'time_stamp_order.wrong': 'Более поздняя метка показывает более раннее время.',
    'acceptance.algorithm': 'В подписи использован алгоритм, который не принимается.',
    'acceptance.algorithm_ended':
      'Алгоритм больше не принимается, и не доказано, что подпись сделана раньше.',
    'acceptance.claimed_time': 'Время, указанное подписавшим, позже доказанного и не может быть верным.',
    'acceptance.policy_not_checked':
      'Подпись ссылается на правила подписания, которых сервис не знает и не проверял.',
  },
);
