package sitrepweb

import "headroom/internal/web"

func (m room) seriesRoutes() []web.Route { return nil }

func seriesGallery() []web.Specimen { return nil }
