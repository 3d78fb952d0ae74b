package stub

import (
	"crypto/sha256"
	"encoding/binary"

	"github.com/google/uuid"
)

// derivedID follows from its arguments alone. It says version 4, as the service's ids do: strict readers look at that.
func derivedID(space uuid.UUID, role string, n uint64) uuid.UUID {
	return uuid.NewHash(sha256.New(), space, binary.BigEndian.AppendUint64([]byte(role), n), 4)
}
