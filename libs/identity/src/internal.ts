/** For the CA: files that survive a crash. */
export { makePrivateFolder, syncFolder, writeFileDurably, writeNew } from './durable-file.ts'
export { renewAtMs } from './rotation.ts'
