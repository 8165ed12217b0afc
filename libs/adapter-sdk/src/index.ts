/** Templates, the adapter interface, and the compliance suite that every adapter runs. */
export {}
