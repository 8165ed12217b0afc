/** Loaded before every test file: ends one that is still alive long after its tests, and names what keeps it alive. */
import process from 'node:process'

/** Longer than the limit of one test, which is told by itself. */
const FILE_LIMIT_MS = 180_000

setTimeout(() => {
  const kept = [...new Set(process.getActiveResourcesInfo())].join(', ')
  process.stderr.write(`${process.argv[1]} is still alive after ${FILE_LIMIT_MS} ms: ${kept}\n`)
  process.exit(1)
}, FILE_LIMIT_MS).unref()
