package conformance

// SetMaximum bounds the file, in bytes.
func (r *Recorder) SetMaximum(size int64) { r.maximum = size }
