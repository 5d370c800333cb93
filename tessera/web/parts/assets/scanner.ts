// The scanner's own application.
export {};
