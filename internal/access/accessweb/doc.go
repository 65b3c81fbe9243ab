// Package accessweb shows signing in and out, one's own account, the accounts that an administrator manages, the audit
// log, and the table of who may do what. Sessions tells the shell who sends a request.
//
// Every page works without scripts. A one-time password or a token's key is shown once, on the page that answers the
// form, and stands in no address, cookie or log. The demonstration's one-click sign-in exists only when Config.Demo is
// set: otherwise its route is not there.
package accessweb
