/** Memory in which header blocks are built, one at a time for the whole process. */

export const ENCODE_SCRATCH: Buffer = Buffer.allocUnsafeSlow(16 * 1024)
