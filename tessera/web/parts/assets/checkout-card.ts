// What differs between card payment pages: the fields of the provider.
export {};
