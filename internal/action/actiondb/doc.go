// Package actiondb keeps the periods of industrial action, each change as a new revision, never an overwrite.
//
// A revision carries two instants: when its content became known and when it was recorded here. The built-in history was
// recorded long after it became known; what a person enters becomes known when they save it. A read as of an instant gives
// the newest revision known by then, with only the figures published by then.
package actiondb
