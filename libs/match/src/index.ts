/** Host, path, header and principal matchers and route lookup. */
export {}
