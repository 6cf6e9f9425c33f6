"""Statistical disclosure control: what may be published of several landlords without showing anyone's units."""
