// Package harmweb is the pages of patient-safety events and of harm that shows late: recording an event, its revisions and
// links, the worklists of reviews, a cohort's lags, and what is expected to be reported still.
package harmweb
