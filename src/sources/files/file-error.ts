export { describeFileError } from '../../cli/errors.ts';
