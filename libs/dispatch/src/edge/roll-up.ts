/** What a proxy loads to sum reports up: nothing of the expression language or of adapters. */
export {
  type BagOrigin,
  MAX_GROUPS,
  MAX_TABLE_BYTES,
  type OriginBag,
  type RollUpBatch,
  RollUpTable,
} from './roll-up-table.ts'
