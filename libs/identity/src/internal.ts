/** For the CA: files that survive a crash. */
export { syncFolder, writeFileDurably, writeNew } from './durable-file.ts'
export { renewAtMs } from './rotation.ts'
