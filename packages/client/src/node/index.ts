export { connect } from './connect.ts';
export { nodeUploads, openFile } from './node-uploads.ts';
