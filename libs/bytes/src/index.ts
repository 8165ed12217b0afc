/** Chunk queues, cursors, varints and size-limited buffers without copying. */
export { ByteReader, ByteWriter } from './varint.ts'
