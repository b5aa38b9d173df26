<?php
// What a test wiki has besides its own settings, so that it answers as Commons does.
// Commons has an extension for this, which Debian has not: like it, this fills in
// what `extmetadata` says of a file from the templates of its page.

$wgEnableUploads = true;
$wgUploadDirectory = getenv( 'COMMONS_FOLDER' ) . '/images';
$wgUploadPath = '/images';
$wgFileExtensions = [ 'png', 'jpg', 'jpeg', 'gif', 'webp', 'svg', 'pdf', 'webm', 'oga', 'tif' ];
$wgUseImageMagick = false;
$wgSVGConverters['ffmpeg'] =
	'ffmpeg -nostdin -v error -y -f svg_pipe -i $input -vf scale=$width:$height -frames:v 1 $output';
$wgSVGConverter = 'ffmpeg';
$wgMaxShellMemory = 0;
$wgShellRestrictionMethod = false;
$wgJobRunRate = 0;

$wgHooks['GetExtendedMetadata'][] = static function ( &$told, $file ) {
	$page = MediaWiki\MediaWikiServices::getInstance()->getWikiPageFactory()
		->newFromTitle( $file->getTitle() );
	$content = $page->getContent();
	$text = $content ? $content->getText() : '';
	$say = static function ( $name, $value ) use ( &$told ) {
		$told[$name] = [ 'value' => $value, 'source' => 'commons-desc-page' ];
	};
	if ( preg_match( '/\|\s*author\s*=\s*(.+)$/mi', $text, $found ) ) {
		// Links of pages are HTML by the time that extension sees them.
		$say( 'Artist', preg_replace(
			'/\[\[([^|\]]+)\|([^\]]+)\]\]/', '<a href="//commons.test/wiki/$1">$2</a>', trim( $found[1] )
		) );
	}
	if ( preg_match_all( '/\{\{(en|fr|ar|sw|hi|es)\|1=([^}]*)\}\}/', $text, $found, PREG_SET_ORDER ) ) {
		$words = [ '_type' => 'lang' ];
		foreach ( $found as $one ) {
			$words[$one[1]] = '<p>' . htmlspecialchars( trim( $one[2] ) ) . '</p>';
		}
		$say( 'ImageDescription', $words );
	} elseif ( preg_match( '/\|\s*description\s*=\s*(.+)$/mi', $text, $found ) ) {
		$say( 'ImageDescription', trim( $found[1] ) );
	}
	$known = '/\{\{(cc-(?:by|by-sa|by-nc|by-nd|by-nc-sa)-\d\.\d(?:-[a-z]+)?|cc-zero|pd-[a-z]+|gfdl|non-free[a-z -]*)\}\}/i';
	if ( preg_match( $known, $text, $found ) ) {
		$code = strtolower( $found[1] );
		if ( str_starts_with( $code, 'non-free' ) ) {
			$say( 'NonFree', 'true' );
			$say( 'LicenseShortName', 'Fair use' );
		} elseif ( str_starts_with( $code, 'pd-' ) ) {
			$say( 'License', 'pd' );
			$say( 'LicenseShortName', 'Public domain' );
		} else {
			$say( 'License', $code === 'cc-zero' ? 'cc0' : $code );
			$say( 'LicenseShortName', preg_replace(
				[ '/^CC-BY/', '/-(\d)/' ], [ 'CC BY', ' $1' ], strtoupper( $code )
			) );
		}
	}
};
