package sitrepweb

import "headroom/internal/web"

func (m room) apiRoutes() []web.Route { return nil }
