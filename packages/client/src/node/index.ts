export { nodeUploads, openFile } from './node-uploads.ts';
