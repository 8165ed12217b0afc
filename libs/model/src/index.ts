/** Every configuration kind: types, schema, validation, and the immutable mesh snapshot. */
export {}
