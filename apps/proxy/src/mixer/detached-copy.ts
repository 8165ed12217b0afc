/** Copies a bag whose values are views on a request, so that the copy outlives the request. */
import { type AttributeBag, isStringMap, MutableBag, visitAttributes } from '@flotilla/attributes'

export function detachedCopy(bag: AttributeBag): MutableBag {
  const copy = new MutableBag()
  visitAttributes(bag, (name, value) => copy.set(name, isStringMap(value) ? new Map(value) : value))
  return copy
}
