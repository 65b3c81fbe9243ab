package access

// Figures over time and the pages that begin with them.
const (
	PictureRead Verb = "picture.read" // Today: the picture of one organisation
	SeriesRead  Verb = "series.read"  // a measure's figures over time, as a chart, table, CSV or JSON
)

// pictures is the reach of those who look at figures: what readers reach, and the aggregate pictures they are part of.
// Those who book and judge look too, and read nobody's returns for it.
func pictures() map[Role]Reach {
	m := readers()
	m[BookingManager], m[ClinicalReviewer], m[MedicalDirector], m[PatientSafetyLead] = Below, Below, Below, Below
	for r, reach := range m {
		if reach != All {
			m[r] = reach | Above
		}
	}
	return m
}

const whyPictures = "A trust sees its own board's, region's and England's sums, never a neighbour's figures; a council sees the organisations it is linked with only inside such a sum."

func picturePolicy() Policy {
	return Policy{Noun: "picture", Words: "the picture of one organisation today", Rules: []Rule{
		{Verb: PictureRead, Words: "See Today for an organisation", Why: whyPictures, Token: true, Reach: pictures()},
	}}
}

func seriesPolicy() Policy {
	return Policy{Noun: "series", Words: "a measure's figures over time", Rules: []Rule{
		{Verb: SeriesRead, Words: "See and export figures over time", Why: whyPictures, Token: true, Reach: pictures()},
	}}
}
