package sitrepweb

import "headroom/internal/web"

func (m room) todayRoutes() []web.Route { return nil }

func todayGallery() []web.Specimen { return nil }
