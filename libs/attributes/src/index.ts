/** Attribute bags, the global dictionary, and their compressed wire form. */
export {}
