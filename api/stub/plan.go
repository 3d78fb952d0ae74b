package stub

import (
	"slices"

	"github.com/medialink-go/medialink/api/contract"
)

// plan is how media fare that are uploaded from now on. It does not change.
type plan struct {
	scenarios []string
	course    course
}

// newPlan begins with what WithReadyAfter says.
func (s settings) newPlan(scenarios []string, library *contract.Contract) (*plan, error) {
	course, err := s.course.withAll(scenarios)
	if err != nil {
		return nil, err
	}
	if err := course.check(library); err != nil {
		return nil, err
	}
	return &plan{scenarios: slices.Clone(scenarios), course: course}, nil
}
