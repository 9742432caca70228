import type { AsicProblemCode } from '../../../certs/signatures/index.ts';
import { catalogue } from '../../messages/index.ts';

/** What is told of a container. */
export const asicProblems = catalogue<Record<AsicProblemCode, string>>(
  {
    'asic.mimetype': 'Konteynerin növü düzgün göstərilməyib.',
    'asic.data_files': 'Bu növ konteynerdə bir fayl olmalıdır, burada isə belə deyil.',
    'asic.contents': 'Bu növ konteynerdə imzalar bir faylda olmalıdır, burada isə belə deyil.',
    'asic.not_signed': 'Konteynerdə heç nə imzalanmayıb.',
    'asic.unsigned_file': 'Konteynerdə heç kimin imzalamadığı fayl var. Ona etibar etməyin.',
    'asic.signature_outside_meta_inf': 'Konteynerdə imza öz yerində deyil və nəzərə alınmayıb.',
    'asic.signature_unreadable': 'Konteynerdəki imzalardan biri oxunmur.',
    'asic.manifest': 'Konteynerdəki faylların siyahısı yoxdur və ya pozulub.',
    'asic.manifest_mismatch': 'Konteynerdə onun siyahısında olmayan fayl var və ya siyahıdakı fayl yoxdur.',
    'asic.reference': 'Vaxt möhürünün göstərdiyi fayl konteynerdə yoxdur və ya dəyişdirilib.',
    'asic.unknown_file': 'Konteynerdə imzalara aid olmayan xidməti fayl var.',
    'asic.comment': 'Konteynerin qeydləri imzalanmayıb.',
    'asic.evidence_record': 'Konteynerdə bu xidmətin yoxlaya bilmədiyi arxiv sübutu var.',
  },
  {
    'asic.mimetype': 'The container does not name its type correctly.',
    'asic.data_files': 'A container of this kind holds exactly one file, and this one does not.',
    'asic.contents': 'A container of this kind holds one file of signatures, and this one does not.',
    'asic.not_signed': 'Nothing in the container is signed.',
    'asic.unsigned_file': 'The container holds a file that nobody signed. Do not trust that file.',
    'asic.signature_outside_meta_inf':
      'A signature in the container is not in its place and was not counted.',
    'asic.signature_unreadable': 'A signature in the container cannot be read.',
    'asic.manifest': 'The list of files in the container is missing or damaged.',
    'asic.manifest_mismatch': 'The container holds a file that is not in its list, or lacks one that is.',
    'asic.reference': 'A file that a time stamp is of is missing from the container or was changed.',
    'asic.unknown_file': 'The container holds a service file that belongs to no signature.',
    'asic.comment': 'The comments of the container are not signed.',
    'asic.evidence_record': 'The container holds an evidence record, which this service cannot check.',
  },
  {
    'asic.mimetype': 'Тип контейнера указан неправильно.',
    'asic.data_files': 'В контейнере этого вида один файл, а здесь это не так.',
    'asic.contents': 'В контейнере этого вида подписи лежат в одном файле, а здесь это не так.',
    'asic.not_signed': 'В контейнере ничего не подписано.',
    'asic.unsigned_file': 'В контейнере есть файл, который никто не подписал. Не доверяйте ему.',
    'asic.signature_outside_meta_inf': 'Подпись в контейнере лежит не на своём месте и не учтена.',
    'asic.signature_unreadable': 'Одна из подписей в контейнере не читается.',
    'asic.manifest': 'Список файлов контейнера отсутствует или повреждён.',
    'asic.manifest_mismatch': 'В контейнере есть файл, которого нет в его списке, или нет файла из списка.',
    'asic.reference': 'Файл, к которому относится метка времени, отсутствует или изменён.',
    'asic.unknown_file': 'В контейнере есть служебный файл, не относящийся к подписям.',
    'asic.comment': 'Комментарии контейнера не подписаны.',
    'asic.evidence_record': 'В контейнере есть архивное доказательство, которое сервис не умеет проверять.',
  },
);
