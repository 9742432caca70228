export { ConfigurationError, listSettings, type LoadOptions, loadSettings } from './load.ts';
export {
  certificateFile,
  count,
  origin,
  port,
  type Setting,
  type Settings,
  secretFile,
  setting,
  text,
  type Values,
  wholeNumber,
  yesOrNo,
} from './setting.ts';
