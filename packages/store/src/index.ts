export { openFileBlobs } from './blobs/file-blobs.ts'
export type { BlobDownload, FileBlobs, UploadOptions } from './blobs/file-blobs.ts'
export { openStore } from './store.ts'
export type { Store, StoreOptions } from './store.ts'
